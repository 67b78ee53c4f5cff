// Package webhook delivers notices as signed HTTP requests by the Standard
// Webhooks specification, so that any receiver can check where they come from
// and drop repeats.
//
//	hook, err := webhook.New("https://desk.example.com/promises", []string{"whsec_…"}, nil)
//	keeper, err := commitment.NewKeeper(store, hook, nil)
//
// The webhook-id is the alarm's key: a notice that arrives twice, after a crash
// or a lost answer, arrives under the same id (practice C12). The body is a
// [Payload] as JSON. A receiver verifies it with the libraries of
// standardwebhooks.com, in whatever language it is written.
package webhook
