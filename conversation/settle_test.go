package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

const promisesKept = `
{"thread":"ok","at":"2026-03-12T09:00:00Z","author":"customer","channel":"email","text":"Hi, the March invoice shows the old address, and the portal won't let me change it. Can you correct it please?"}
{"thread":"ok","at":"2026-03-12T09:20:00Z","author":"agent","channel":"email","text":"So the March invoice carries the old address and the portal refuses the change. If I got that wrong, just tell me. I will email you by 5 pm today with the corrected invoice."}
{"thread":"ok","at":"2026-03-12T16:40:00Z","author":"agent","channel":"email","text":"As promised: here is the corrected invoice with the new address. Does it look right to you?"}
{"thread":"ok","at":"2026-03-12T17:10:00Z","author":"customer","channel":"email","text":"Yes, that's right now. Thank you!"}
{"thread":"late","at":"2026-03-12T09:00:00Z","author":"customer","channel":"email","text":"where is my parcel? it should have been here on Monday"}
{"thread":"late","at":"2026-03-12T09:20:00Z","author":"agent","channel":"email","text":"Your parcel was due on Monday and has not arrived. I will email you by 2 pm today with the depot's answer."}
{"thread":"late","at":"2026-03-12T14:38:00Z","author":"agent","channel":"email","text":"Sorry, 38 minutes later than I said 😔 The depot has found your parcel, it was shipped again this morning."}
{"thread":"never","at":"2026-03-12T09:00:00Z","author":"customer","channel":"email","text":"my card is blocked AGAIN!!"}
{"thread":"never","at":"2026-03-12T09:20:00Z","author":"agent","channel":"email","text":"A blocked card for the second time, I'm sorry. I will email you by 2 pm today with the reason."}
{"thread":"never","at":"2026-03-13T18:00:00Z","author":"customer","channel":"email","text":"No mail. Nothing. I am changing my bank."}
{"thread":"undated","at":"2026-03-12T09:00:00Z","author":"customer","channel":"chat","text":"the export button does nothing since this morning"}
{"thread":"undated","at":"2026-03-12T09:01:00Z","author":"agent","channel":"chat","text":"So since this morning the export button does nothing, is that right?"}
{"thread":"undated","at":"2026-03-12T09:02:00Z","author":"customer","channel":"chat","text":"yes"}
{"thread":"undated","at":"2026-03-12T09:03:00Z","author":"agent","channel":"chat","text":"We will fix it as soon as possible."}
{"thread":"undated","at":"2026-03-12T11:00:00Z","author":"agent","channel":"chat","text":"The fix is live. Can you try the export again?"}
{"thread":"undated","at":"2026-03-12T11:05:00Z","author":"customer","channel":"chat","text":"works now, thanks"}
{"thread":"undated","at":"2026-03-12T11:06:00Z","author":"agent","channel":"chat","text":"Thank you for your help and your patience. I'll close this case now."}
`

// What messages show about promises is what the debrief says of them: the same
// words as the ledger of package commitment.
func TestDebriefSaysWhatBecameOfPromises(t *testing.T) {
	book, err := conversation.NewPlaybook(nil)
	require.NoError(t, err)
	d, err := book.Debrief(t.Context(), transcript.Read(strings.NewReader(strings.TrimSpace(promisesKept)), nil))
	require.NoError(t, err)
	notes := map[transcript.ThreadID][]conversation.PromiseNote{}
	for _, th := range d.Threads {
		notes[th.Thread] = th.Promises
		for _, turn := range th.Turns {
			for _, b := range turn.Breaches {
				assert.NotEqual(t, "A23.promises", string(b.Guard), "%s: %s", th.Thread, turn.Turn.Text)
			}
		}
	}
	assert.Empty(t, notes["ok"], "kept in time needs no look")
	require.Len(t, notes["late"], 1)
	assert.Equal(t, 38*time.Minute, notes["late"][0].Late)
	assert.False(t, notes["late"][0].Broken)
	require.Len(t, notes["never"], 1)
	assert.True(t, notes["never"][0].Broken)
	assert.Zero(t, notes["never"][0].Late)
	require.Len(t, notes["undated"], 1)
	assert.True(t, notes["undated"][0].Undated)
	assert.False(t, notes["undated"][0].Broken, "nobody waits for it once it works")
}
