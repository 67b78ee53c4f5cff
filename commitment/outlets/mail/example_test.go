package mail_test

import (
	"fmt"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/ical"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/mail"
)

func Example() {
	cal, err := ical.New(&ical.Options{Domain: "acme.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	post, err := mail.New("smtp.acme.example", "Desk <desk@acme.example>", &mail.Options{
		Username: "desk", Password: "from the environment",
		Attach: func(n commitment.Notice) ([]mail.Attachment, error) {
			if n.Promise == nil {
				return nil, nil
			}
			file, err := cal.File(*n.Promise)
			return []mail.Attachment{{Name: "promise.ics", Type: "text/calendar", Data: file}}, err
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	keeper, err := commitment.NewKeeper(commitment.NewMemoryStore(), post, nil)
	fmt.Println(keeper != nil, err)
	// Output: true <nil>
}
