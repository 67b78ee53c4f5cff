package commitment_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// TestStoredFormsStayReadable reads what version 1 wrote. The files are never
// rewritten: a library that cannot read them has lost its users' promises.
func TestStoredFormsStayReadable(t *testing.T) {
	b, err := os.ReadFile("testdata/promise.v1.json")
	require.NoError(t, err)
	var p commitment.Promise
	require.NoError(t, json.Unmarshal(b, &p))
	require.Equal(t, commitment.AtRisk, p.State)
	require.Equal(t, 1, p.Breaks)
	require.Equal(t, "Zoë Quintanilla", p.Customer.Name)
	require.Equal(t, commitment.Clock(22*60), p.Owner.Quiet.Start)
	_, err = p.Replay()
	require.NoError(t, err)
	again, err := json.MarshalIndent(p, "", "  ")
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(b)), string(again), "nothing is lost")

	b, err = os.ReadFile("testdata/alarm.v1.json")
	require.NoError(t, err)
	var a commitment.Alarm
	require.NoError(t, json.Unmarshal(b, &a))
	require.Equal(t, commitment.RuleRemind, a.Rule)
	require.EqualValues(t, "a/b ü", a.Recipient)
	again, err = json.MarshalIndent(a, "", "  ")
	require.NoError(t, err)
	require.Equal(t, strings.TrimSpace(string(b)), string(again))
}

func TestUnmarshalRefuses(t *testing.T) {
	good := made(t, nil)
	b, err := json.Marshal(good)
	require.NoError(t, err)
	replace := func(old, new string) string {
		require.Contains(t, string(b), old)
		return strings.Replace(string(b), old, new, 1)
	}
	for name, c := range map[string]struct {
		in   string
		want error
	}{
		"a newer version":  {replace(`"v":1`, `"v":2`), commitment.ErrVersion},
		"no version":       {replace(`"v":1,`, ``), commitment.ErrFormat},
		"version 0":        {replace(`"v":1`, `"v":0`), commitment.ErrFormat},
		"version as text":  {replace(`"v":1`, `"v":"1"`), commitment.ErrFormat},
		"cut off":          {string(b[:len(b)/2]), nil},
		"unknown state":    {replace(`"state":"open"`, `"state":"ajar"`), commitment.ErrFormat},
		"history missing":  {replace(`"revision":1,"basis"`, `"revision":2,"basis"`), commitment.ErrFormat},
		"no id":            {replace(`"id":"p-1"`, `"id":""`), commitment.ErrFormat},
		"a list":           {`[]`, commitment.ErrFormat},
		"null":             {`null`, commitment.ErrFormat},
		"date as a number": {replace(`"made_at":"2026-03-02T08:00:00Z"`, `"made_at":5`), commitment.ErrFormat},
	} {
		t.Run(name, func(t *testing.T) {
			p := good
			err := p.UnmarshalJSON([]byte(c.in))
			if c.want == nil {
				require.Error(t, err)
			} else {
				require.ErrorIs(t, err, c.want)
			}
			require.Equal(t, good, p, "unchanged after an error")
		})
	}
	var v *commitment.VersionError
	require.ErrorAs(t, json.Unmarshal([]byte(`{"v":7,"id":"x"}`), &commitment.Promise{}), &v)
	require.Equal(t, 7, v.Have)

	var a commitment.Alarm
	require.ErrorIs(t, json.Unmarshal([]byte(`{"v":1,"key":"nonsense"}`), &a), commitment.ErrKey)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"v":3}`), &a), commitment.ErrVersion)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"v":1,"key":5}`), &a), commitment.ErrFormat)
	require.Zero(t, a)
}

func TestAlarmJSONRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for range 50 {
		lived := life(t, rng, 8)
		for _, a := range policy(t, nil).Alarms(lived[len(lived)-1]) {
			a.Attempt, a.Data = rng.IntN(5), json.RawMessage(`{"x":1}`)
			b, err := json.Marshal(a)
			require.NoError(t, err)
			var back commitment.Alarm
			require.NoError(t, json.Unmarshal(b, &back))
			require.Equal(t, a, back)
		}
	}
}

func TestAlarmKey(t *testing.T) {
	for want, k := range map[commitment.AlarmKey]commitment.KeyParts{
		"acme/promise:p-1/3/remind/0/ana/email": {Tenant: "acme", Subject: "promise:p-1", Revision: 3, Rule: "remind", Recipient: "ana", Channel: "email"},
		"//0//0//":                              {},
		"a%2Fb/s%25/-1/r%2E/2/%C3%BC%20@x/%0A":  {Tenant: "a/b", Subject: "s%", Revision: -1, Rule: "r.", Ordinal: 2, Recipient: "ü @x", Channel: "\n"},
	} {
		require.Equal(t, want, k.Key())
		back, err := commitment.ParseAlarmKey(want)
		require.NoError(t, err)
		require.Equal(t, k, back)
	}
	for _, bad := range []commitment.AlarmKey{
		"", "a/b", "a/b/1/r/0/x/y/z", "a/b/one/r/0/x/y", "a/b/1/r/zero/x/y", "a/b/01/r/0/x/y", "a/b/+1/r/0/x/y", "a%2/b/1/r/0/x/y", "a%2f/b/1/r/0/x/y", "%61/b/1/r/0/x/y", "a b/b/1/r/0/x/y", "a/b/1/r/0/x/ü", "a/b/99999999999999999999/r/0/x/y",
	} {
		_, err := commitment.ParseAlarmKey(bad)
		require.ErrorIs(t, err, commitment.ErrKey, "%q", bad)
	}
}

// FuzzAlarmKey: what parses is canonical, and what is made parses back.
func FuzzAlarmKey(f *testing.F) {
	f.Add("acme", "promise:p-1", int64(3), "remind", 0, "ana", "email", "acme/promise:p-1/3/remind/0/ana/email")
	f.Add("a/b", "%", int64(-1), "", -2, "ü\n", "\xff", "%2F//1//0//")
	f.Add("", "", int64(0), "", 0, "", "", "a%/b/1/r/0/x/y")
	f.Fuzz(func(t *testing.T, tenant, subject string, rev int64, rule string, ordinal int, to, channel, raw string) {
		k := commitment.KeyParts{Tenant: commitment.TenantID(tenant), Subject: commitment.SubjectID(subject), Revision: commitment.Revision(rev), Rule: commitment.Rule(rule), Ordinal: ordinal, Recipient: commitment.PartyID(to), Channel: commitment.Channel(channel)}
		key := k.Key()
		for i := range len(key) {
			if c := key[i]; c <= ' ' || c > '~' || c == '"' || c == '.' {
				t.Fatalf("%q holds %q", key, c)
			}
		}
		back, err := commitment.ParseAlarmKey(key)
		if err != nil || back != k {
			t.Fatalf("%+v became %+v, %v", k, back, err)
		}
		if k, err := commitment.ParseAlarmKey(commitment.AlarmKey(raw)); err == nil && string(k.Key()) != raw {
			t.Fatalf("%q parsed, but is not canonical: %q", raw, k.Key())
		}
	})
}

// FuzzPromise: whatever is read can be written, read again, replayed, planned for
// and told about without a panic.
func FuzzPromise(f *testing.F) {
	b, err := os.ReadFile("testdata/promise.v1.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":1,"id":"x","state":"broken","revision":1,"history":[{"revision":1,"at":"2026-01-01T00:00:00Z","kind":"made"}]}`))
	f.Add([]byte(`{"v":1,"id":"x","state":"at-risk","revision":0,"owner":{"id":"a","zone":"Nowhere","quiet":{"start":"24:00","end":"00:00","days":"sun,mon,tue,wed,thu,fri,sat"}}}`))
	pol, err := commitment.NewPolicy(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p commitment.Promise
		if json.Unmarshal(b, &p) != nil {
			return
		}
		out, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		var back commitment.Promise
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatalf("written but not read: %v\n%s", err, out)
		}
		_, _ = p.Replay()
		_, _ = commitment.Make(monday, p, nil)
		_, _ = p.Renegotiate(p.ClosedAt, commitment.Renegotiation{Due: p.Due, Reason: "r", Agreed: "a", Answer: commitment.Accepted})
		_ = commitment.Erasure{Tenant: p.Tenant, Promise: p.ID}.Apply(p, monday)
		commitment.NewRecord(nil).Fold(p, 0)
		for _, a := range pol.Alarms(p) {
			if !p.Current(a) {
				t.Fatalf("planned and not current: %+v", a)
			}
		}
	})
}

// FuzzPolicy: a policy that is accepted plans without a panic.
func FuzzPolicy(f *testing.F) {
	f.Add([]byte(`{"remind": [{"left": 0.3}, {"before": "45m"}], "gap": "1m", "escalate": [{"after": "2h"}], "checks": [0.1]}`))
	f.Add([]byte(`{"cadence": "2562047h47m16s", "update_lead": "2562047h", "updates": 100, "remind": [{"working": "2562047h"}]}`))
	p := draft()
	p, err := commitment.Make(monday, p, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		cfg, err := commitment.ParsePolicy(b)
		if err != nil {
			return
		}
		pol, err := commitment.NewPolicy(cfg)
		if err != nil {
			t.Fatalf("parsed but refused: %v", err)
		}
		plan := pol.Alarms(p)
		if err := (commitment.Write{Promise: p, Alarms: plan}).Validate(); err != nil {
			t.Fatal(err)
		}
	})
}
