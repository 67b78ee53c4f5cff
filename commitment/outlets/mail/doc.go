// Package mail sends notices by e-mail through an SMTP server.
//
//	post, err := mail.New("smtp.example.com", "Desk <desk@example.com>", &mail.Options{Username: "desk", Password: password})
//	keeper, err := commitment.NewKeeper(store, post, nil)
//
// The Message-ID is made of the alarm's key: a notice that is sent twice, after a
// crash, carries the same one, so that mail systems drop the repeat (practice
// C12). All notices of one promise refer to one thread. A refusal for good (5xx
// for the recipient or the content) is [commitment.ErrPermanent]; anything else
// the keeper tries again.
package mail
