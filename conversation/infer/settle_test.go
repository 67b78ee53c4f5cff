package infer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/conversation/infer"
	"github.com/evenkeel-go/evenkeel/conversation/move"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

var settleDay = time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC)

func on(hour, minute int) time.Time {
	return settleDay.Add(time.Duration(hour-9)*time.Hour + time.Duration(minute)*time.Minute)
}

// The promises that the messages below may keep, all made at 9:00.
var settleOpen = map[string]infer.OpenPromise{
	"file":    {ID: "file", Made: on(9, 0), Due: on(11, 0), What: "send the payroll file to this chat"},
	"status":  {ID: "status", Made: on(9, 0), Due: on(10, 15), What: "let you know how far I am"},
	"call":    {ID: "call", Made: on(9, 0), Due: on(12, 0), What: "call you"},
	"write":   {ID: "write", Made: on(9, 0), Due: on(17, 0), What: "email you with the carrier's answer"},
	"refund":  {ID: "refund", Made: on(9, 0), Due: on(17, 0), What: "refund the 49 euros"},
	"undated": {ID: "undated", Made: on(9, 0), What: "get back to you"},
}

func TestSettlesPromises(t *testing.T) {
	rules, err := infer.New(nil)
	require.NoError(t, err)
	chat, phone := transcript.Chat, transcript.Phone
	for _, c := range []struct {
		open    []string
		at      time.Time
		channel transcript.Channel
		text    string
		kept    []commitment.PromiseID
		broken  bool
	}{
		{[]string{"file", "status"}, on(10, 14), chat, "Quick update as promised: the data is extracted, I'm checking the totals now. Still on track for 11.", []commitment.PromiseID{"status"}, false},
		{[]string{"file", "status"}, on(10, 14), chat, "I've checked half of the data, I'm comparing the totals right now.", []commitment.PromiseID{"status"}, false},
		{[]string{"file"}, on(10, 14), chat, "I have extracted the data and am checking the payroll totals.", nil, false},
		{[]string{"file"}, on(10, 52), chat, "Here is your payroll file: payroll-2026-03.csv. Could you try it?", []commitment.PromiseID{"file"}, false},
		{[]string{"file"}, on(11, 38), chat, "sorry, 38 min late 😔 here's the file", []commitment.PromiseID{"file"}, false},
		{[]string{"file"}, on(10, 30), chat, "The file will be ready by 11, not yet complete.", nil, false},
		{[]string{"call"}, on(11, 40), phone, "Hi Mr Rao, it's Ana, calling as promised. We found the cause: the scheduler restarted twice.", []commitment.PromiseID{"call"}, false},
		{[]string{"call"}, on(11, 40), phone, "We found the cause: the scheduler restarted twice and your export stopped with it.", []commitment.PromiseID{"call"}, false},
		{[]string{"call"}, on(11, 40), chat, "We found the cause: the scheduler restarted twice and your export stopped with it.", nil, false},
		{[]string{"write"}, on(9, 5), chat, "I've opened a trace with the carrier. They have to answer by noon.", nil, false},
		{[]string{"write"}, on(16, 30), "email", "Hi Marisol, as promised: the carrier lost the parcel in Memphis.", []commitment.PromiseID{"write"}, false},
		{[]string{"write"}, on(16, 30), "email", "The carrier answered: the parcel was lost in Memphis, and they admit it.", []commitment.PromiseID{"write"}, false},
		{[]string{"write"}, on(10, 30), chat, "I don't know yet how the split works, I'll find out.", nil, false},
		{[]string{"write"}, on(15, 0), chat, "Sorry about that. Which browser do you use?", nil, false},
		{[]string{"refund"}, on(15, 0), chat, "I am still waiting for accounting to release it.", nil, false},
		{[]string{"undated"}, on(15, 0), chat, "LIKE I PROMISED I checked with the depot, they've found your bag!!", []commitment.PromiseID{"undated"}, false},
		{[]string{"refund", "write"}, on(16, 0), "email", "As agreed, here is the carrier's answer: lost.", []commitment.PromiseID{"write"}, false},
		{[]string{"call"}, on(12, 50), phone, "Sorry, later than I said. We found the cause: the scheduler restarted twice and your export stopped.", []commitment.PromiseID{"call"}, false},
		{[]string{"call"}, on(18, 50), phone, "Hello, this is Ana. We found the cause: the scheduler restarted twice and your export stopped.", []commitment.PromiseID{"call"}, true},
		{[]string{"file"}, on(18, 50), chat, "Here's the payroll file, finally.", []commitment.PromiseID{"file"}, false},
		{[]string{"write"}, on(16, 0), chat, "Like I said, I'm really sorry about that.", nil, false},
		{[]string{"call"}, on(18, 50), phone, "Hello again, we promised you a call and let you down, and then we didn't hear from you.", []commitment.PromiseID{"call"}, true},
		{[]string{"call"}, on(18, 50), chat, "We did not keep our promise. That is on us.", []commitment.PromiseID{"call"}, true},
		{[]string{"call"}, on(11, 0), chat, "We did not keep our promise last week.", nil, false},
		{[]string{"file", "status"}, on(10, 20), phone, "Lee here, calling as promised. Half of the payroll files are done, the rest is running right now.", []commitment.PromiseID{"status"}, false},
		{nil, on(16, 0), chat, "As promised, here is the file.", nil, false},
	} {
		t.Run(c.text, func(t *testing.T) {
			at := infer.Context{Confirmed: true}
			for _, name := range c.open {
				at.Open = append(at.Open, settleOpen[name])
			}
			r, err := rules.Read(t.Context(), at, transcript.Turn{Thread: "t", At: c.at, Author: transcript.Agent, Channel: c.channel, Text: c.text})
			require.NoError(t, err)
			var kept []commitment.PromiseID
			for _, m := range r.Moves {
				if s, ok := m.Move.(move.Settle); ok {
					assert.Equal(t, c.broken, s.State == commitment.Broken)
					require.NoError(t, s.Validate())
					if m.Sure {
						kept = append(kept, s.Promise)
					}
				}
			}
			assert.Equal(t, c.kept, kept)
		})
	}
}

// The customer's words keep no promise of ours.
func TestCustomerSettlesNothing(t *testing.T) {
	rules, err := infer.New(nil)
	require.NoError(t, err)
	r, err := rules.Read(t.Context(), infer.Context{Open: []infer.OpenPromise{settleOpen["write"]}},
		transcript.Turn{Thread: "t", At: on(16, 0), Author: transcript.Customer, Text: "You did not write as promised. Here is the invoice again."})
	require.NoError(t, err)
	for _, m := range r.Moves {
		assert.NotEqual(t, move.KindSettle, m.Move.Kind())
	}
}
