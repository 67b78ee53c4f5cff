package commitment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// TestPolicyErrorsNameTheField: whoever edits the file finds the line.
func TestPolicyErrorsNameTheField(t *testing.T) {
	for in, want := range map[string]string{
		`{"cadence":"4 hours"}`:                         `commitment: unusable policy: policy.cadence is "4 hours", want a duration such as "1h30m"`,
		`{"cadence":4}`:                                 `commitment: unusable policy: policy.cadence is "4", want a duration such as "1h30m"`,
		`{"gap":"5m","overdue":["0s","1 day"]}`:         `commitment: unusable policy: policy.overdue[1] is "1 day", want a duration such as "1h30m"`,
		`{"remind":[{"before":"1h"},{"working":true}]}`: `commitment: unusable policy: policy.remind[1].working is "true", want a duration such as "1h30m"`,
		`{"margin":{"least":"soon"}}`:                   `commitment: unusable policy: policy.margin.least is "soon", want a duration such as "1h30m"`,
		`{"remind":{"before":"1h"}}`:                    `commitment: unusable policy: policy.remind is "{\"before\":\"1h\"}", want a list`,
		`{"updates":"8"}`:                               `commitment: unusable policy: policy.updates is "8", want a whole number`,
		`{"updates":1.5}`:                               `commitment: unusable policy: policy.updates is "1.5", want a whole number`,
		`{"silence":"often"}`:                           `commitment: unusable policy: policy.silence is "often", want a number`,
		`{"margin":7}`:                                  `commitment: unusable policy: policy.margin is "7", want an object`,
		`{"mute":[7]}`:                                  `commitment: unusable policy: policy.mute[0] is "7", want a text in quotation marks`,
		`{"cadenze":"4h"}`:                              `commitment: unusable policy: there is no field "cadenze"; see PolicyConfig for those there are`,
		`{"remind":[{}]}`:                               `commitment: unusable policy: policy.remind[0] is "", want one of left, before, working and after`,
		`{"remind":[{"left":0.5,"before":"1h"}]}`:       `commitment: unusable policy: policy.remind[0] is "left 0.5, before 1h0m0s", want one of left, before, working and after`,
		`{"remind":[{"after":"1h"}]}`:                   `commitment: unusable policy: policy.remind[0] is "after 1h0m0s", want a time before the deadline; after it, overdue and escalate speak`,
		`{"mute":["update-due","nonsense"]}`:            `commitment: unusable policy: policy.mute[0] is "update-due", want one of ["remind" "chase" "update" "risk" "overdue" "escalate" "renegotiated" "broken" "check" "silence"]`,
		`{"mute":["update","nonsense"]}`:                `policy.mute[1] is "nonsense", want one of`,
		`{"escalate":[{"after":"1h","parties":[{"id":"x","quiet":{"start":"26:00"}}]}]}`: `policy.escalate[0].parties[0].quiet.start is "26:00", want a time of day such as "22:00"`,
	} {
		_, err := commitment.ParsePolicy([]byte(in))
		require.ErrorContains(t, err, want, in)
		require.NotContains(t, err.Error(), "Go ", in)
	}
	for _, in := range []string{`{`, `[]`, `7`, `null x`, ``, `{"channels":{"loud":["x"]}}`, `{"channels":{"info":"x"}}`} {
		_, err := commitment.ParsePolicy([]byte(in))
		require.ErrorIs(t, err, commitment.ErrPolicy, in)
	}
	all, err := commitment.ParsePolicy([]byte(`{"mute":["remind","chase","update","risk","overdue","escalate","renegotiated","broken","check","silence"]}`))
	require.NoError(t, err)
	require.Empty(t, policy(t, all).Alarms(made(t, nil)), "every rule of a plan can be muted")
	_, err = commitment.NewPolicy(&commitment.PolicyConfig{Mute: []commitment.Rule{"updates"}})
	require.ErrorContains(t, err, `policy.mute[0] is "updates", want one of`)
}

// TestKeeperNamesWhatIsMissing: a store and a notifier are told apart.
func TestKeeperNamesWhatIsMissing(t *testing.T) {
	_, err := commitment.NewKeeper(nil, nil, nil)
	require.ErrorIs(t, err, commitment.ErrPolicy)
	require.ErrorContains(t, err, "NewKeeper was given no store; pass NewMemoryStore()")
	_, err = commitment.NewKeeper(commitment.NewMemoryStore(), nil, nil)
	require.ErrorIs(t, err, commitment.ErrPolicy)
	require.ErrorContains(t, err, "NewKeeper was given no notifier")
}

// TestUnrealisticErrorHasOneZone: the deadline and the honest one are read beside
// each other, so they stand in the zone of the promise.
func TestUnrealisticErrorHasOneZone(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	err := &commitment.UnrealisticError{Promise: "p", Deadline: monday.In(load(t, "Asia/Manila")), Feasibility: commitment.Feasibility{Slack: -time.Hour, Earliest: monday.Add(time.Hour).In(berlin)}}
	require.ErrorContains(t, err, "by "+monday.In(load(t, "Asia/Manila")).Format(time.RFC3339)+":")
	require.ErrorContains(t, err, "deadline "+monday.Add(time.Hour).In(load(t, "Asia/Manila")).Format(time.RFC3339)+";")
}
