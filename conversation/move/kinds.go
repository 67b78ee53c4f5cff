package move

// Kind returns [KindTell].
func (Tell) Kind() Kind { return KindTell }

// Kind returns [KindVent].
func (Vent) Kind() Kind { return KindVent }

// Kind returns [KindRequest].
func (Request) Kind() Kind { return KindRequest }

// Kind returns [KindAnswer].
func (Answer) Kind() Kind { return KindAnswer }

// Kind returns [KindConfirm].
func (Confirm) Kind() Kind { return KindConfirm }

// Kind returns [KindCorrect].
func (Correct) Kind() Kind { return KindCorrect }

// Kind returns [KindWish].
func (Wish) Kind() Kind { return KindWish }

// Kind returns [KindChoose].
func (Choose) Kind() Kind { return KindChoose }

// Kind returns [KindDecline].
func (Decline) Kind() Kind { return KindDecline }

// Kind returns [KindRefine].
func (Refine) Kind() Kind { return KindRefine }

// Kind returns [KindPlayBack].
func (PlayBack) Kind() Kind { return KindPlayBack }

// Kind returns [KindChase].
func (Chase) Kind() Kind { return KindChase }

// Kind returns [KindClaim].
func (Claim) Kind() Kind { return KindClaim }

// Kind returns [KindReopen].
func (Reopen) Kind() Kind { return KindReopen }

// Kind returns [KindRate].
func (Rate) Kind() Kind { return KindRate }

// Kind returns [KindGreet].
func (Greet) Kind() Kind { return KindGreet }

// Kind returns [KindThank].
func (Thank) Kind() Kind { return KindThank }

// Kind returns [KindTried].
func (Tried) Kind() Kind { return KindTried }

// Kind returns [KindVoice].
func (Voice) Kind() Kind { return KindVoice }

// Kind returns [KindWait].
func (Wait) Kind() Kind { return KindWait }

// Kind returns [KindAcknowledge].
func (Acknowledge) Kind() Kind { return KindAcknowledge }

// Kind returns [KindAsk].
func (Ask) Kind() Kind { return KindAsk }

// Kind returns [KindRestate].
func (Restate) Kind() Kind { return KindRestate }

// Kind returns [KindApologise].
func (Apologise) Kind() Kind { return KindApologise }

// Kind returns [KindEstablish].
func (Establish) Kind() Kind { return KindEstablish }

// Kind returns [KindDirectAnswer].
func (DirectAnswer) Kind() Kind { return KindDirectAnswer }

// Kind returns [KindInform].
func (Inform) Kind() Kind { return KindInform }

// Kind returns [KindAskWish].
func (AskWish) Kind() Kind { return KindAskWish }

// Kind returns [KindAdvise].
func (Advise) Kind() Kind { return KindAdvise }

// Kind returns [KindAskPlayBack].
func (AskPlayBack) Kind() Kind { return KindAskPlayBack }

// Kind returns [KindOffer].
func (Offer) Kind() Kind { return KindOffer }

// Kind returns [KindRefuse].
func (Refuse) Kind() Kind { return KindRefuse }

// Kind returns [KindPlan].
func (Plan) Kind() Kind { return KindPlan }

// Kind returns [KindPlanChange].
func (PlanChange) Kind() Kind { return KindPlanChange }

// Kind returns [KindPromise].
func (Promise) Kind() Kind { return KindPromise }

// Kind returns [KindSettle].
func (Settle) Kind() Kind { return KindSettle }

// Kind returns [KindUpdate].
func (Update) Kind() Kind { return KindUpdate }

// Kind returns [KindHold].
func (Hold) Kind() Kind { return KindHold }

// Kind returns [KindDontKnow].
func (DontKnow) Kind() Kind { return KindDontKnow }

// Kind returns [KindRetract].
func (Retract) Kind() Kind { return KindRetract }

// Kind returns [KindPause].
func (Pause) Kind() Kind { return KindPause }

// Kind returns [KindResume].
func (Resume) Kind() Kind { return KindResume }

// Kind returns [KindSidestep].
func (Sidestep) Kind() Kind { return KindSidestep }

// Kind returns [KindReturn].
func (Return) Kind() Kind { return KindReturn }

// Kind returns [KindOfferCall].
func (OfferCall) Kind() Kind { return KindOfferCall }

// Kind returns [KindConsult].
func (Consult) Kind() Kind { return KindConsult }

// Kind returns [KindEscalate].
func (Escalate) Kind() Kind { return KindEscalate }

// Kind returns [KindAccept].
func (Accept) Kind() Kind { return KindAccept }

// Kind returns [KindHandBack].
func (HandBack) Kind() Kind { return KindHandBack }

// Kind returns [KindLead].
func (Lead) Kind() Kind { return KindLead }

// Kind returns [KindGesture].
func (Gesture) Kind() Kind { return KindGesture }

// Kind returns [KindWarn].
func (Warn) Kind() Kind { return KindWarn }

// Kind returns [KindEnd].
func (End) Kind() Kind { return KindEnd }

// Kind returns [KindDeliver].
func (Deliver) Kind() Kind { return KindDeliver }

// Kind returns [KindVerify].
func (Verify) Kind() Kind { return KindVerify }

// Kind returns [KindRootCause].
func (RootCause) Kind() Kind { return KindRootCause }

// Kind returns [KindDeliverRCA].
func (DeliverRCA) Kind() Kind { return KindDeliverRCA }

// Kind returns [KindSurvey].
func (Survey) Kind() Kind { return KindSurvey }

// Kind returns [KindWinBack].
func (WinBack) Kind() Kind { return KindWinBack }

// Kind returns [KindClose].
func (Close) Kind() Kind { return KindClose }

// Kind returns [KindProfile].
func (Profile) Kind() Kind { return KindProfile }

// Kind returns [KindSituate].
func (Situate) Kind() Kind { return KindSituate }

// Kind returns [KindRelation].
func (Relation) Kind() Kind { return KindRelation }

// Kind returns [KindOverride].
func (Override) Kind() Kind { return KindOverride }

// Kind returns [KindUnsent].
func (Unsent) Kind() Kind { return KindUnsent }

// Kind returns [KindNoticed].
func (Noticed) Kind() Kind { return KindNoticed }

// Kind returns Name, the host's own kind.
func (m Custom) Kind() Kind { return m.Name }
