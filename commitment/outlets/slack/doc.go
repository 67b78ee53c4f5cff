// Package slack sends notices to Slack with three buttons, done, more time and
// need help, and records what is clicked.
//
//	out, err := slack.New(botToken, nil)                       // scope chat:write
//	keeper, err := commitment.NewKeeper(store, out, nil)
//	clicks, err := slack.NewHandler(signingSecret, keeper, out, actor)
//	http.Handle("/slack/interactivity", clicks)                // the app's request URL
//
// Done keeps the promise. More time asks for the new deadline, the reason, who
// agreed and what the customer said, because extending is renegotiating (practice
// C8). Need help puts it at risk, and the managers hear through the keeper as
// early as possible (C7). The owner and the managers get buttons. Clicking twice,
// or a request that is played again, changes nothing a second time.
//
// Once a click is recorded the message says so, and by whom, in the place of its
// buttons (chat.update, which the same scope covers); after need help, done and
// more time stay. After more time the message shrinks to its title and the note,
// since Slack does not hand a form the message that it was opened from. What was
// not recorded is told only to the one who clicked.
//
// Slack cannot drop repeats; a message carries its key as metadata, event type
// "evenkeel_notice", for whoever reads them (C12).
package slack
