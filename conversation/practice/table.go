package practice

// The practices by id. The comment of each row is its Title in the table below.
const (
	A1  ID = "A1"  // hear out, empathise, apologise, take action, in that order
	A2  ID = "A2"  // let them finish
	A3  ID = "A3"  // hold the conversation
	A4  ID = "A4"  // acknowledge the feeling before the facts
	A5  ID = "A5"  // ask specific questions and ask why
	A6  ID = "A6"  // restate the problem until the customer says yes
	A7  ID = "A7"  // apologise on principle; never grovel
	A8  ID = "A8"  // never blame
	A9  ID = "A9"  // calm first, negotiate later
	A10 ID = "A10" // no chill: pause with a follow-up or take another topic, then retry
	A11 ID = "A11" // ask how they would like it resolved
	A12 ID = "A12" // offer choices with consequences and let them decide
	A13 ID = "A13" // own it: escalate or consult with purpose, owner and time
	A14 ID = "A14" // nobody repeats themselves
	A15 ID = "A15" // tell the plan, and tell it again when it changes
	A16 ID = "A16" // don't know? Say so and promise the answer. Wrong? Correct it
	A17 ID = "A17" // adapt to the kind of customer
	A18 ID = "A18" // know the situation and what helps in it
	A19 ID = "A19" // know the cause of a bad relation and its remedy
	A20 ID = "A20" // win back the one who never comes back
	A21 ID = "A21" // set a boundary to abuse, then end
	A22 ID = "A22" // recharge after a hard call
	A23 ID = "A23" // solve, verify with the customer, thank them, ask how it went
	A24 ID = "A24" // goodwill in proportion
	A25 ID = "A25" // learn from the bad call
	A26 ID = "A26" // tell the story
	A27 ID = "A27" // pass on what product must hear
	A28 ID = "A28" // check that they understood us
	A29 ID = "A29" // one leads
	A30 ID = "A30" // control yourself
	A31 ID = "A31" // undivided attention
	A32 ID = "A32" // say no well to the impossible wish
	A33 ID = "A33" // choose the channel that fits
	A34 ID = "A34" // Customers inside count too

	B1  ID = "B1"  // trigger words out, defusing phrases in
	B2  ID = "B2"  // assertive, neither passive nor aggressive
	B3  ID = "B3"  // the show, not the backstage
	B4  ID = "B4"  // no promise that can't be kept; no "soon"
	B5  ID = "B5"  // updates often, but no broken record
	B6  ID = "B6"  // don't exaggerate, don't invent
	B7  ID = "B7"  // say it plainly across languages and cultures
	B8  ID = "B8"  // reflect the content and the feeling
	B9  ID = "B9"  // an update says done, doing, next, and when we speak again
	B10 ID = "B10" // no labels on people
	B11 ID = "B11" // no powerless stories

	C1  ID = "C1"  // your word is your bond
	C2  ID = "C2"  // say when
	C3  ID = "C3"  // promise less, deliver more
	C4  ID = "C4"  // make room: what can move?
	C5  ID = "C5"  // call when you said you would, even with nothing new
	C6  ID = "C6"  // remind before the deadline
	C7  ID = "C7"  // cannot make it? Tell everyone early
	C8  ID = "C8"  // extending is renegotiating
	C9  ID = "C9"  // plan changes reach the customer
	C10 ID = "C10" // keep SLA clocks right
	C11 ID = "C11" // show what was kept, late and broken
	C12 ID = "C12" // nothing is forgotten
	C13 ID = "C13" // look up "you promised Tuesday"
	C14 ID = "C14" // Sales' promises bind us too

	D1 ID = "D1" // owe an analysis when the root cause is known
	D2 ID = "D2" // facts with evidence, specific to the case
	D3 ID = "D3" // no exaggeration, no invention, no scapegoat
	D4 ID = "D4" // loyal to both, the company and the customer
	D5 ID = "D5" // say what was and will be done, by whom, by when
	D6 ID = "D6" // five whys, contributing factors, timeline, impact, detection
	D7 ID = "D7" // readable where people read
)

// all returns the table in the order of Compare. It is a function so that
// nobody can change what it holds.
func all() []Practice { return table[:] }

var table = [...]Practice{
	{A1, "Hear out, empathise, apologise, take action, in that order", "A customer who was not heard does not take in a solution.", []Source{HEAT, Irate}},
	{A2, "Let them finish", "An interrupted complaint starts again from the beginning, louder.", []Source{Irate, HelpDesk}},
	{A3, "Hold the conversation", "Dead air on our turn feels like being dropped.", []Source{HEAT}},
	{A4, "Acknowledge the feeling before the facts", "Facts do not reach somebody whose anger was not noticed.", []Source{Irate, HelpDesk}},
	{A5, "Ask specific questions and ask why", "What is said first is seldom what is needed.", []Source{Irate, Managing}},
	{A6, "Restate the problem until the customer says yes", "A solution to another problem costs both sides twice.", []Source{HEAT, Irate, HelpDesk}},
	{A7, "Apologise on principle; never grovel", "Regret costs nothing; an admission needs a fault; a repeated apology replaces action.", []Source{HEAT, Managing, Irate}},
	{A8, "Never blame", "Whoever is blamed, the customer sees a house that points fingers.", []Source{Irate, HelpDesk}},
	{A9, "Calm first, negotiate later", "Nobody weighs an offer while angry.", []Source{Managing}},
	{A10, "No chill: pause with a follow-up or take another topic, then retry", "Time cools what words do not, if the way back is planned.", []Source{Managing}},
	{A11, "Ask how they would like it resolved", "The wish is often smaller than we fear.", []Source{Irate}},
	{A12, "Offer choices with consequences and let them decide", "A choice gives back the control that the trouble took.", []Source{HelpDesk}},
	{A13, "Own it: escalate or consult with purpose, owner and time", "A deferral without a purpose is getting rid of the customer.", []Source{HEAT, Irate}},
	{A14, "Nobody repeats themselves", "Telling it all again says that nobody listened.", []Source{Managing, Irate}},
	{A15, "Tell the plan, and tell it again when it changes", "A silent change breaks the trust that the plan made.", []Source{HelpDesk}},
	{A16, "Don't know? Say so and promise the answer. Wrong? Correct it", "An invented answer is found out.", []Source{Word}},
	{A17, "Adapt to the kind of customer", "Depth, words and pace that suit one lose another.", []Source{Managing}},
	{A18, "Know the situation and what helps in it", "Late with a milestone needs another answer than urgent and uncaring.", []Source{Managing}},
	{A19, "Know the cause of a bad relation and its remedy", "Stress, pride and a misunderstanding heal differently.", []Source{Managing}},
	{A20, "Win back the one who never comes back", "Silence after a broken promise is a lost customer who did not say so.", []Source{Managing}},
	{A21, "Set a boundary to abuse, then end", "Staff are protected, and the record shows that the boundary was said.", []Source{Managing}},
	{A22, "Recharge after a hard call", "The next customer must not meet what the last one left.", []Source{Managing}},
	{A23, "Solve, verify with the customer, thank them, ask how it went", "It is solved when the customer says so.", []Source{HelpDesk}},
	{A24, "Goodwill in proportion", "The first slip needs an apology, the third more than words.", []Source{Irate}},
	{A25, "Learn from the bad call", "The turn that broke it shows what to say instead.", []Source{HEAT}},
	{A26, "Tell the story", "A case told in six parts teaches the next team.", []Source{Irate}},
	{A27, "Pass on what product must hear", "Wishes that are not counted are not built.", []Source{Irate}},
	{A28, "Check that they understood us", "Advice that failed at step two fails again tomorrow.", []Source{HEAT}},
	{A29, "One leads", "Two voices of one house confuse and contradict.", []Source{HEAT}},
	{A30, "Control yourself", "Our own temper answers theirs and raises it.", []Source{Managing, Irate}},
	{A31, "Undivided attention", "Five chats at once are five customers half heard.", []Source{HelpDesk, Irate}},
	{A32, "Say no well to the impossible wish", "A placating yes moves the anger to a later day.", []Source{Managing}},
	{A33, "Choose the channel that fits", "What fails in text often takes two minutes by phone.", []Source{Managing, Irate}},
	{A34, "Customers inside count too", "The other team pays with its time.", []Source{Managing}},
	{B1, "Trigger words out, defusing phrases in", "A few words raise the temperature whatever else is said.", []Source{Managing}},
	{B2, "Assertive, neither passive nor aggressive", "Passive sounds helpless, aggressive starts a fight.", []Source{Managing}},
	{B3, "The show, not the backstage", "Internal names and quarrels help nobody outside.", []Source{Word, HelpDesk}},
	{B4, "No promise that can't be kept; no \"soon\"", "A vague time is heard as the nearest one.", []Source{Word, Irate}},
	{B5, "Updates often, but no broken record", "The same words again say that nothing is being done.", []Source{HelpDesk}},
	{B6, "Don't exaggerate, don't invent", "One false certainty spends the credit of all true ones.", []Source{Word, HelpDesk}},
	{B7, "Say it plainly across languages and cultures", "An idiom or a jargon word excludes the reader.", []Source{HEAT, Managing}},
	{B8, "Reflect the content and the feeling", "An answer to neither shows that nobody read.", []Source{HelpDesk}},
	{B9, "An update says done, doing, next, and when we speak again", "It lets the customer inform their own customers.", []Source{Irate}},
	{B10, "No labels on people", "A label is believed by whoever reads it next.", []Source{HelpDesk}},
	{B11, "No powerless stories", "Tied hands leave the customer alone; say what can be done.", []Source{Irate}},
	{C1, "Your word is your bond", "A kept small promise builds more trust than a large one.", []Source{Word, Irate}},
	{C2, "Say when", "A time can be planned with, a hope can't.", []Source{Irate}},
	{C3, "Promise less, deliver more", "An honest later time disappoints once, a missed one twice.", []Source{Word, Managing}},
	{C4, "Make room: what can move?", "A promise without room for it is a wish.", []Source{Word}},
	{C5, "Call when you said you would, even with nothing new", "The call itself is the promise.", []Source{Irate}},
	{C6, "Remind before the deadline", "A reminder after the deadline is a report.", []Source{Irate}},
	{C7, "Cannot make it? Tell everyone early", "Early notice leaves help, time and scope as ways out.", []Source{Word}},
	{C8, "Extending is renegotiating", "A deadline moved alone is a broken one.", []Source{Word}},
	{C9, "Plan changes reach the customer", "They planned on our plan.", []Source{HelpDesk}},
	{C10, "Keep SLA clocks right", "A wrong clock hides the breach or invents one.", []Source{Irate}},
	{C11, "Show what was kept, late and broken", "What is seen is kept.", []Source{Irate}},
	{C12, "Nothing is forgotten", "The forgotten follow-up is the one they waited for.", []Source{Word}},
	{C13, "Look up \"you promised Tuesday\"", "Arguing about a promise costs more than keeping it.", []Source{Irate}},
	{C14, "Sales' promises bind us too", "The customer bought from one company.", []Source{Irate}},
	{D1, "Owe an analysis when the root cause is known", "An explanation ends the doubt that a fix leaves.", []Source{HelpDesk}},
	{D2, "Facts with evidence, specific to the case", "A general text explains nothing.", []Source{HelpDesk}},
	{D3, "No exaggeration, no invention, no scapegoat", "A named culprit hides the cause.", []Source{HelpDesk, Word}},
	{D4, "Loyal to both, the company and the customer", "The customer's edition may say less, never otherwise.", []Source{HelpDesk}},
	{D5, "Say what was and will be done, by whom, by when", "An analysis without actions repeats itself.", []Source{HelpDesk}},
	{D6, "Five whys, contributing factors, timeline, impact, detection", "Each answers a question the others don't.", []Source{Managing, HelpDesk}},
	{D7, "Readable where people read", "A document that does not open does not explain.", []Source{HouseRule}},
}
