package infer

// cue is a mark in a message that tells moves apart where the acts alone do not.
// The data files define them by name; from firstFact on they are the facts of
// the language.
type cue uint8

const (
	_ cue = iota // no cue: those of the data files start at 1

	// Theirs: replies.
	cueYes       // yes, right, that is it
	cueNo        // no, not quite
	cueAnd       // a further clause: and also, by the way
	cueFine      // looks good, no more errors
	cueAll       // that's all of it, everything
	cuePartly    // all but one, only half
	cueRest      // the rest is right
	cueExcept    // right except that
	cueWorked    // it helped
	cueArrived   // it is here, I have it
	cueFailed    // it did not help
	cueLater     // let me check, I will try
	cueAck       // ok, will do, I'll wait
	cueGo        // go ahead, please do, the first one
	cueDecline   // too late, does not work
	cueDunno     // I don't know
	cueProceed   // they go on: what now?
	cueRefine    // but could it be, make it
	cueInstead   // another time, another way
	cueOnlyIf    // only if, as long as
	cueBudget    // I can pay at most
	cueFirst     // the first option
	cueSecond    // the second option
	cueThird     // the third option
	cueOption    // option 2
	cueStuck     // I don't see that button
	cueStep      // step two
	cueAlready   // I already sent it
	cueDeal      // deal, sounds good
	cueThanksFor // thanks for …: no answer to what waits
	cueNot       // a negation of any kind
	cueSaidBack  // so I first …

	// Theirs: what they bring.
	cueUrgent      // time presses
	cueVague       // it does not work, without more
	cueDetail      // what makes a vague report plain
	cueRepeat      // again, third time
	cueVent        // a feeling, an outburst
	cueInsult      // an insult to us
	cueRhetorical  // are you even listening?
	cueTried       // I already restarted it
	cueDidStep     // pressed it: a step, where steps were told
	cueVoice       // it would be great if the product
	cueRequest     // can you, I need to
	cueAsks        // a question without its mark
	cueWish        // how they want it resolved
	cueChase       // any news?, where is it?
	cuePromised    // you promised
	cueBroken      // nobody called
	cueStrongClaim // a claim whatever the acts say

	// Ours: talk.
	cueHowCanIHelp  // how can I help
	cueFeel         // names the feeling or its weight
	cueWait         // take your time
	cueAsk          // an imperative that asks for a fact
	cueCanYou       // can you restart it: advice in the form of a question
	cueCall         // a call is offered
	cuePlayItBack   // in your own words
	cueSurvey       // how did we do
	cueNPS          // zero to ten
	cueEffort       // how easy was it
	cueSo           // so the …
	cueRestate      // let me repeat it in my words
	cueTellMeIf     // tell me if I got it wrong
	cueVerify       // does it work now?
	cueVerifyPlain  // is it working again?
	cueState        // is everything on?, does it show …?
	cueAnythingElse // anything else?
	cueSummary      // let me summarise
	cueWh           // what, which, who
	cueMissing      // is anything missing in that?
	cueForTelling   // thanks for telling us
	cueForHelp      // thanks for your patience
	cueSmallTalk    // glad to hear it
	cueHold         // one moment
	cueNoHold       // a second time, a minute ago
	cueSidestep     // to another matter
	cueReturn       // back to your matter

	// Ours: statements.
	cuePlainAnswer // yes, you can
	cueNoAnswer    // I don't know, I have no answer yet
	cueProof       // our log shows
	cueFault       // we forgot, our update broke
	cueRootCause   // the cause was
	cueTryNow      // please try again
	cueBelieve     // I think, probably
	cueCause       // the reason is
	cueMatter      // a statement about the matter
	cueSelf        // a sentence that begins with us or them
	cueRetract     // I was wrong
	cueJustSaid    // what I just said
	cuePlan        // this is what happens now
	cuePlanChange  // it takes longer than I said
	cueUpdate      // where we are
	cueNext        // next, the next update
	cueNextStep    // next:, the next update
	cueNotYet      // not yet
	cueArranged    // booked, ordered, shipped: not there yet
	cueHere        // here is, attached
	cueRCA         // the analysis of the cause
	cueWill        // a future
	cueFix         // a promise of a solution
	cueContact     // I call, I write, I check
	cueComes       // somebody or something comes, is there, calls
	cueInTouch     // a promise to be in touch
	cueCallBack    // by telephone
	cueAsPromised  // this is what was promised
	cueWordBroken  // we say that we did not keep our word
	cueNoPromise   // "we will see"
	cueFiller      // words of a promise that do not say what it is of
	cueIf          // if, once, unless
	cuePassedOn    // I passed your wish on
	cueRefuse      // not at the moment, I am afraid
	cueAdvise      // do this
	cuePlease      // please do
	cueThen        // divides steps
	cueReason      // because
	cueNearest     // what is possible instead
	cueNoRefusal   // looks like a no and is none

	// Ours: the course.
	cueAccept   // I have taken over
	cueLead     // I lead this call
	cueBoundary // please keep it civil
	cueTimeout  // if we do not hear from you we close
	cueClose    // I'm closing the case
	cueSilent   // as we have not heard from you
	cueHandBack // I give the case back to
	cueConsult  // I ask, check with
	cueHandOver // I transfer, escalate
	cueToPerson // a person takes over
	cueOwner    // who it goes to
	cueBoss     // a manager
	cueShift    // my shift ends
	cuePurpose  // so that, in order to
	cueGesture  // as a goodwill
	cueCredit   // money or its like

	// Ours: offers.
	cueWays     // there are two ways
	cueEither   // either, option a
	cueOr       // or
	cueRather   // would you rather
	cueOrStart  // a sentence that begins a further option
	cueOrClause // or we, or would you rather
	cueWhich    // which do you prefer
	cueNoOffer  // looks like an offer and is none
	cueLikeThat // would you like that?
	cueCanDo    // what I can do is
	cueShall    // shall we?
	cueCost     // what it costs them
	cueTakes    // how long it takes

	firstFact
)

// cueNames are the names in the data files.
var cueNames = [...]string{
	cueYes:          "yes",
	cueNo:           "no",
	cueAnd:          "and",
	cueFine:         "fine",
	cueAll:          "all",
	cuePartly:       "partly",
	cueRest:         "rest",
	cueExcept:       "except",
	cueWorked:       "worked",
	cueArrived:      "arrived",
	cueFailed:       "failed",
	cueLater:        "later",
	cueAck:          "ack",
	cueGo:           "go",
	cueDecline:      "decline",
	cueDunno:        "dunno",
	cueProceed:      "proceed",
	cueRefine:       "refine",
	cueInstead:      "instead",
	cueOnlyIf:       "only-if",
	cueBudget:       "budget",
	cueFirst:        "first",
	cueSecond:       "second",
	cueThird:        "third",
	cueOption:       "option",
	cueStuck:        "stuck",
	cueStep:         "step",
	cueAlready:      "already",
	cueDeal:         "deal",
	cueThanksFor:    "thanks-for",
	cueNot:          "not",
	cueSaidBack:     "said-back",
	cueUrgent:       "urgent",
	cueVague:        "vague",
	cueDetail:       "detail",
	cueRepeat:       "repeat",
	cueVent:         "vent",
	cueInsult:       "insult",
	cueRhetorical:   "rhetorical",
	cueTried:        "tried",
	cueDidStep:      "did-step",
	cueVoice:        "voice",
	cueRequest:      "request",
	cueAsks:         "asks",
	cueWish:         "wish",
	cueChase:        "chase",
	cuePromised:     "promised",
	cueBroken:       "broken",
	cueStrongClaim:  "strong-claim",
	cueHowCanIHelp:  "how-can-i-help",
	cueFeel:         "feel",
	cueWait:         "wait",
	cueAsk:          "ask",
	cueCanYou:       "can-you",
	cueCall:         "call",
	cuePlayItBack:   "play-it-back",
	cueSurvey:       "survey",
	cueNPS:          "nps",
	cueEffort:       "effort",
	cueSo:           "so",
	cueRestate:      "restate",
	cueTellMeIf:     "tell-me-if",
	cueVerify:       "verify",
	cueVerifyPlain:  "verify-plain",
	cueState:        "state",
	cueAnythingElse: "anything-else",
	cueSummary:      "summary",
	cueWh:           "wh",
	cueMissing:      "missing",
	cueForTelling:   "for-telling",
	cueForHelp:      "for-help",
	cueSmallTalk:    "small-talk",
	cueHold:         "hold",
	cueNoHold:       "no-hold",
	cueSidestep:     "sidestep",
	cueReturn:       "return",
	cuePlainAnswer:  "plain-answer",
	cueNoAnswer:     "no-answer",
	cueProof:        "proof",
	cueFault:        "fault",
	cueRootCause:    "root-cause",
	cueTryNow:       "try-now",
	cueBelieve:      "believe",
	cueCause:        "cause",
	cueMatter:       "matter",
	cueSelf:         "self",
	cueRetract:      "retract",
	cueJustSaid:     "just-said",
	cuePlan:         "plan",
	cuePlanChange:   "plan-change",
	cueUpdate:       "update",
	cueNext:         "next",
	cueNextStep:     "next-step",
	cueNotYet:       "not-yet",
	cueArranged:     "arranged",
	cueHere:         "here",
	cueRCA:          "rca",
	cueWill:         "will",
	cueFix:          "fix",
	cueContact:      "contact",
	cueComes:        "comes",
	cueInTouch:      "in-touch",
	cueCallBack:     "call-back",
	cueAsPromised:   "as-promised",
	cueWordBroken:   "word-broken",
	cueNoPromise:    "no-promise",
	cueFiller:       "promise-filler",
	cueIf:           "if",
	cuePassedOn:     "passed-on",
	cueRefuse:       "refuse",
	cueAdvise:       "advise",
	cuePlease:       "please",
	cueThen:         "then",
	cueReason:       "reason",
	cueNearest:      "nearest",
	cueNoRefusal:    "no-refusal",
	cueAccept:       "accept",
	cueLead:         "lead",
	cueBoundary:     "boundary",
	cueTimeout:      "timeout",
	cueClose:        "close",
	cueSilent:       "silent",
	cueHandBack:     "hand-back",
	cueConsult:      "consult",
	cueHandOver:     "hand-over",
	cueToPerson:     "to-person",
	cueOwner:        "owner",
	cueBoss:         "boss",
	cueShift:        "shift",
	cuePurpose:      "purpose",
	cueGesture:      "gesture",
	cueCredit:       "credit",
	cueWays:         "ways",
	cueEither:       "either",
	cueOr:           "or",
	cueRather:       "rather",
	cueOrStart:      "or-start",
	cueOrClause:     "or-clause",
	cueWhich:        "which",
	cueNoOffer:      "no-offer",
	cueLikeThat:     "like-that",
	cueCanDo:        "can-do",
	cueShall:        "shall",
	cueCost:         "cost",
	cueTakes:        "takes",
}
