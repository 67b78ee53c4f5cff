package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/webhook"
)

func Example() {
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("Webhook-Id")) // after checking the signature, drop ids seen before
	}))
	defer receiver.Close()

	hook, err := webhook.New(receiver.URL, []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 3, 4, 0, 0, 0, time.UTC)
	parts := commitment.KeyParts{Tenant: "acme", Subject: "promise:17", Revision: 1, Rule: commitment.RuleRemind, Recipient: "mia"}
	err = hook.Notify(context.Background(), commitment.Notice{
		Key: parts.Key(), At: at, Title: "Due in 2 h: call back",
		Alarm: commitment.Alarm{Key: parts.Key(), Tenant: "acme", Subject: "promise:17", Revision: 1, Rule: commitment.RuleRemind, Recipient: "mia", At: at},
	})
	fmt.Println(err)
	// Output:
	// acme/promise:17/1/remind/0/mia/
	// <nil>
}
