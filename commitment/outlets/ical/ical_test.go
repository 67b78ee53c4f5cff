package ical_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	goical "github.com/emersion/go-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/outlets/ical"
)

var made = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const nasty = "Frau Müller-Lüdenscheidt zurückrufen; Preis, Rabatt \\ \"10%\"\nEND:VEVENT\r\nBEGIN:VEVENT – 対応します 😡😡😡 und das ist ein recht langer Satz, der gefaltet werden muss"

func promise(t testing.TB, id commitment.PromiseID, what string) commitment.Promise {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	p, err := commitment.Make(made, commitment.Promise{
		Tenant: "acme", ID: id, Case: "4711", What: what, Owner: commitment.Party{ID: "mia", Name: "Mia"},
		Due: commitment.At("bis Freitag, 15 Uhr; spätestens", time.Date(2026, 3, 6, 15, 0, 0, 0, berlin)),
	}, nil)
	require.NoError(t, err)
	return p
}

func calendar(t testing.TB, o *ical.Options) *ical.Calendar {
	t.Helper()
	c, err := ical.New(o)
	require.NoError(t, err)
	return c
}

// theirs reads the file with the second library and returns its components of
// one kind.
func theirs(t testing.TB, file []byte, kind string) (*goical.Calendar, []*goical.Component) {
	t.Helper()
	cal, err := goical.NewDecoder(bytes.NewReader(file)).Decode()
	require.NoError(t, err)
	var out []*goical.Component
	for _, c := range cal.Children {
		if c.Name == kind {
			out = append(out, c)
		}
	}
	return cal, out
}

func text(t testing.TB, c *goical.Component, name string) string {
	t.Helper()
	s, err := c.Props.Text(name)
	require.NoError(t, err)
	return s
}

// lines holds a file against the form of RFC 5545, 3.1.
func lines(t testing.TB, file []byte) {
	t.Helper()
	s := string(file)
	require.True(t, utf8.Valid(file))
	require.True(t, strings.HasSuffix(s, "\r\n"))
	for _, l := range strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		assert.LessOrEqual(t, len(l), 75, "%q", l)
		assert.NotContains(t, l, "\n")
		assert.NotContains(t, l, "\r")
		assert.True(t, utf8.ValidString(l), "folded inside a character: %q", l)
	}
}

func TestEventReadBackByTwo(t *testing.T) {
	p := promise(t, "p.1", nasty)
	c := calendar(t, &ical.Options{Domain: "desk.example", Link: func(p commitment.Promise) string { return "https://desk.example/p/" + string(p.ID) }})
	file, err := c.File(p)
	require.NoError(t, err)
	lines(t, file)

	first, err := ics.ParseCalendar(bytes.NewReader(file))
	require.NoError(t, err)
	require.Len(t, first.Events(), 1)
	e := first.Events()[0]
	assert.Equal(t, c.UID(p), e.Id())
	end, err := e.GetEndAt()
	require.NoError(t, err)
	assert.True(t, end.Equal(p.Due.Deadline))
	assert.NotEmpty(t, e.Alarms())

	cal, events := theirs(t, file, goical.CompEvent)
	require.Len(t, events, 1, "words cannot begin an entry")
	assert.Equal(t, "PUBLISH", text(t, cal.Component, goical.PropMethod))
	assert.Equal(t, "2.0", text(t, cal.Component, goical.PropVersion))
	got := events[0]
	assert.Equal(t, c.UID(p), text(t, got, goical.PropUID))
	assert.True(t, strings.HasSuffix(c.UID(p), "@desk.example"))
	assert.Equal(t, strings.ReplaceAll(nasty, "\r\n", "\n")+"\n\n“bis Freitag, 15 Uhr; spätestens”", text(t, got, goical.PropDescription))
	assert.Contains(t, text(t, got, goical.PropSummary), `Preis, Rabatt \ "10%" END:VEVENT`)
	assert.Equal(t, "0", got.Props.Get(goical.PropSequence).Value)
	assert.Equal(t, "20260306T140000Z", got.Props.Get(goical.PropDateTimeEnd).Value, "UTC")
	assert.Equal(t, "20260306T133000Z", got.Props.Get(goical.PropDateTimeStart).Value)
	assert.Equal(t, "20260302T090000Z", got.Props.Get(goical.PropDateTimeStamp).Value)
	assert.Equal(t, "mailto:promises@desk.example", got.Props.Get(goical.PropOrganizer).Value)
	assert.Equal(t, "https://desk.example/p/p.1", got.Props.Get(goical.PropURL).Value)
	assert.Equal(t, "CONFIRMED", text(t, got, goical.PropStatus))

	policy, err := commitment.NewPolicy(nil)
	require.NoError(t, err)
	want := map[string]bool{}
	for _, a := range policy.Alarms(p) {
		if a.Rule == commitment.RuleRemind {
			want[a.At.UTC().Format("20060102T150405Z")] = true
		}
	}
	require.NotEmpty(t, want)
	rings := map[string]bool{}
	for _, a := range got.Children {
		require.Equal(t, goical.CompAlarm, a.Name)
		assert.Equal(t, "DISPLAY", text(t, a, goical.PropAction))
		assert.NotEmpty(t, text(t, a, goical.PropDescription))
		trigger := a.Props.Get(goical.PropTrigger)
		assert.Equal(t, "DATE-TIME", trigger.Params.Get("VALUE"))
		rings[trigger.Value] = true
	}
	assert.Equal(t, want, rings)
}

func TestLifeOfAnEntry(t *testing.T) {
	for _, kind := range []ical.Kind{ical.Event, ical.Todo} {
		t.Run(kind.String(), func(t *testing.T) {
			c := calendar(t, &ical.Options{Kind: kind})
			name, end := goical.CompEvent, goical.PropDateTimeEnd
			if kind == ical.Todo {
				name, end = goical.CompToDo, goical.PropDue
			}
			read := func(p commitment.Promise) (string, *goical.Component) {
				file, err := c.File(p)
				require.NoError(t, err)
				lines(t, file)
				_, err = ics.ParseCalendar(bytes.NewReader(file))
				require.NoError(t, err)
				cal, all := theirs(t, file, name)
				require.Len(t, all, 1)
				return text(t, cal.Component, goical.PropMethod), all[0]
			}
			p := promise(t, "p1", "call back")
			_, first := read(p)
			uid := text(t, first, goical.PropUID)

			due := commitment.At("Monday", p.Due.Deadline.Add(72*time.Hour).UTC())
			p, err := p.Renegotiate(made.Add(time.Hour), commitment.Renegotiation{By: "mia", Agreed: "bo", Due: due, Reason: "the vendor is late", Answer: commitment.Accepted})
			require.NoError(t, err)
			method, moved := read(p)
			assert.Equal(t, "PUBLISH", method)
			assert.Equal(t, uid, text(t, moved, goical.PropUID))
			assert.Equal(t, "1", moved.Props.Get(goical.PropSequence).Value)
			assert.Equal(t, "20260309T140000Z", moved.Props.Get(end).Value)

			p, err = p.Update(made.Add(2*time.Hour), commitment.Progress{By: "mia", Doing: "waiting"})
			require.NoError(t, err)
			_, same := read(p)
			assert.Equal(t, "1", same.Props.Get(goical.PropSequence).Value, "an update is no new version of the entry")

			p, err = p.Keep(made.Add(3*time.Hour), "mia", 0)
			require.NoError(t, err)
			method, gone := read(p)
			assert.Equal(t, "CANCEL", method)
			assert.Equal(t, "CANCELLED", text(t, gone, goical.PropStatus))
			assert.Equal(t, uid, text(t, gone, goical.PropUID))
			assert.Equal(t, "2", gone.Props.Get(goical.PropSequence).Value)
			assert.Empty(t, gone.Children, "what is settled does not ring")
		})
	}
}

func TestTodoInAFeed(t *testing.T) {
	c := calendar(t, &ical.Options{Kind: ical.Todo, Name: "Mia, offen"})
	kept, err := promise(t, "p1", "a").Keep(made.Add(time.Hour), "mia", 0)
	require.NoError(t, err)
	broken, err := promise(t, "p2", "b").Break(made.Add(time.Hour), "mia", "lost")
	require.NoError(t, err)
	risk, err := promise(t, "p3", "c").Risk(made.Add(time.Hour), "mia", commitment.Said, "")
	require.NoError(t, err)
	file, err := c.Collect([]commitment.Promise{kept, broken, risk})
	require.NoError(t, err)
	lines(t, file)
	cal, all := theirs(t, file, goical.CompToDo)
	require.Len(t, all, 3)
	assert.Equal(t, "COMPLETED", text(t, all[0], goical.PropStatus))
	assert.Equal(t, "20260302T100000Z", all[0].Props.Get(goical.PropCompleted).Value)
	assert.Equal(t, "CANCELLED", text(t, all[1], goical.PropStatus))
	assert.Equal(t, "NEEDS-ACTION", text(t, all[2], goical.PropStatus))
	assert.Equal(t, "1", all[2].Props.Get(goical.PropPriority).Value)
	assert.Equal(t, "Mia, offen", text(t, cal.Component, "NAME"))
	assert.Equal(t, "Mia, offen", text(t, cal.Component, "X-WR-CALNAME"))
	assert.Contains(t, string(file), "REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n")
}

func TestWindowNoWordsSilentErased(t *testing.T) {
	p := promise(t, "p1", "ruf Frau Kowalski an")
	p, err := p.Renegotiate(made.Add(time.Minute), commitment.Renegotiation{By: "mia", Agreed: "bo", Reason: "r", Answer: commitment.Accepted,
		Due: commitment.Due{Earliest: made.Add(24 * time.Hour), Deadline: made.Add(26 * time.Hour), Zone: "Europe/Berlin", Said: "zwischen 10 und 12"}})
	require.NoError(t, err)
	file, err := calendar(t, &ical.Options{NoWords: true, Silent: true}).File(p)
	require.NoError(t, err)
	_, all := theirs(t, file, goical.CompEvent)
	assert.Equal(t, "20260303T090000Z", all[0].Props.Get(goical.PropDateTimeStart).Value)
	assert.Equal(t, "#4711", text(t, all[0], goical.PropSummary))
	assert.NotContains(t, string(file), "Kowalski")
	assert.NotContains(t, string(file), "zwischen")
	assert.NotContains(t, string(file), "VALARM")

	store := commitment.NewMemoryStore()
	keeper, err := commitment.NewKeeper(store, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), &commitment.Options{Now: func() time.Time { return made }})
	require.NoError(t, err)
	_, err = keeper.Make(t.Context(), commitment.Promise{Tenant: "acme", ID: "p9", What: "ruf Frau Kowalski an", Owner: commitment.Party{ID: "mia"}, Due: commitment.At("", made.Add(time.Hour))}, nil)
	require.NoError(t, err)
	_, err = keeper.Erase(t.Context(), commitment.Erasure{Tenant: "acme", Promise: "p9"})
	require.NoError(t, err)
	erased, err := store.Load(t.Context(), "acme", "p9")
	require.NoError(t, err)
	file, err = calendar(t, nil).File(erased)
	require.NoError(t, err)
	assert.NotContains(t, string(file), "Kowalski")
	_, all = theirs(t, file, goical.CompEvent)
	assert.Equal(t, "p9", text(t, all[0], goical.PropSummary))
}

func TestUIDs(t *testing.T) {
	c := calendar(t, nil)
	seen := map[string]bool{}
	for _, p := range []commitment.Promise{{ID: "a"}, {ID: "b"}, {Tenant: "a", ID: "b"}, {Tenant: "a/promise", ID: "b"}} {
		uid := c.UID(p)
		assert.False(t, seen[uid], "%v", p)
		seen[uid] = true
	}
	_, err := c.File(commitment.Promise{ID: "x"})
	require.ErrorIs(t, err, ical.ErrPromise)
}

func TestBadOptions(t *testing.T) {
	for _, o := range []ical.Options{
		{Kind: 7}, {Domain: "a b"}, {Domain: "x\r\nBEGIN:VEVENT"}, {Domain: "a..b"}, {Organizer: "nobody"}, {Organizer: "Mia <mia@a.example>"}, {Organizer: "a@b.example\r\nX:1"},
		{Length: -1}, {Keep: -1}, {Refresh: -1}, {Most: -1},
	} {
		_, err := ical.New(&o)
		require.ErrorIs(t, err, ical.ErrOptions, "%+v", o)
	}
	var k ical.Kind
	require.NoError(t, k.UnmarshalText([]byte("todo")))
	assert.Equal(t, ical.Todo, k)
	b, err := k.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, "todo", string(b))
	require.ErrorIs(t, k.UnmarshalText([]byte("journal")), ical.ErrOptions)
	_, err = ical.Kind(9).MarshalText()
	require.ErrorIs(t, err, ical.ErrOptions)
	assert.Equal(t, "Kind(9)", ical.Kind(9).String())
}

func fetch(t *testing.T, h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFeed(t *testing.T) {
	store := commitment.NewMemoryStore()
	now := made
	keeper, err := commitment.NewKeeper(store, commitment.NotifierFunc(func(context.Context, commitment.Notice) error { return nil }), &commitment.Options{Now: func() time.Time { return now }})
	require.NoError(t, err)
	for i := range 4 {
		_, err := keeper.Make(t.Context(), commitment.Promise{Tenant: "acme", ID: commitment.PromiseID(fmt.Sprint("p", i)), What: fmt.Sprint("thing ", i),
			Owner: commitment.Party{ID: []commitment.PartyID{"mia", "bo"}[i/3]}, Due: commitment.At("", made.Add(48*time.Hour))}, nil)
		require.NoError(t, err)
	}
	feed := calendar(t, &ical.Options{Now: func() time.Time { return now }}).Feed(store, func(r *http.Request) (commitment.Query, error) {
		if r.URL.Path != "/s3cret/mia.ics" {
			return commitment.Query{}, errors.New("unknown token")
		}
		return commitment.Query{Tenant: "acme", Owner: "mia", Limit: 1, After: "p2"}, nil
	})
	res := fetch(t, feed, http.MethodGet, "/s3cret/mia.ics")
	require.Equal(t, http.StatusOK, res.Code)
	assert.Equal(t, ical.MediaType, res.Header().Get("Content-Type"))
	_, all := theirs(t, res.Body.Bytes(), goical.CompEvent)
	require.Len(t, all, 3, "hers, all of them")
	tag := res.Header().Get("Etag")
	require.NotEmpty(t, tag)
	now = now.Add(time.Minute)
	assert.Equal(t, http.StatusNotModified, fetch(t, feed, http.MethodGet, "/s3cret/mia.ics", "If-None-Match", tag).Code)
	assert.Equal(t, http.StatusForbidden, fetch(t, feed, http.MethodGet, "/guess/mia.ics").Code)
	assert.Equal(t, http.StatusMethodNotAllowed, fetch(t, feed, http.MethodPost, "/s3cret/mia.ics").Code)
	head := fetch(t, feed, http.MethodHead, "/s3cret/mia.ics")
	assert.Equal(t, http.StatusOK, head.Code)
	assert.Zero(t, head.Body.Len())

	_, err = keeper.Change(t.Context(), "acme", "p1", func(p commitment.Promise, now time.Time) (commitment.Promise, error) { return p.Keep(now, "mia", 0) })
	require.NoError(t, err)
	res = fetch(t, feed, http.MethodGet, "/s3cret/mia.ics", "If-None-Match", tag)
	require.Equal(t, http.StatusOK, res.Code)
	assert.NotEqual(t, tag, res.Header().Get("Etag"))
	_, all = theirs(t, res.Body.Bytes(), goical.CompEvent)
	require.Len(t, all, 3)
	cancelled := 0
	for _, e := range all {
		if text(t, e, goical.PropStatus) == "CANCELLED" {
			cancelled++
		}
	}
	assert.Equal(t, 1, cancelled)
	now = now.Add(40 * 24 * time.Hour)
	_, all = theirs(t, fetch(t, feed, http.MethodGet, "/s3cret/mia.ics").Body.Bytes(), goical.CompEvent)
	assert.Len(t, all, 2, "what was settled long ago has left")

	small := calendar(t, &ical.Options{Most: 1}).Feed(store, func(*http.Request) (commitment.Query, error) { return commitment.Query{Tenant: "acme"}, nil })
	assert.Equal(t, http.StatusInternalServerError, fetch(t, small, http.MethodGet, "/").Code, "never a silent cut")
}

// pages serves many promises in pages, as a large store does.
type pages struct{ all []commitment.Promise }

func (s pages) Find(_ context.Context, q commitment.Query) (out []commitment.Promise, err error) {
	for _, p := range s.all {
		if q.Matches(p) && len(out) < q.Size() {
			out = append(out, p)
		}
	}
	return out, nil
}

func TestFeedReadsAllPages(t *testing.T) {
	var s pages
	base := promise(t, "p", "x")
	for i := range commitment.PageSize + 7 {
		p := base
		p.ID = commitment.PromiseID(fmt.Sprintf("p%04d", i))
		s.all = append(s.all, p)
	}
	feed := calendar(t, &ical.Options{Silent: true}).Feed(s, func(*http.Request) (commitment.Query, error) { return commitment.Query{Tenant: "acme"}, nil })
	res := fetch(t, feed, http.MethodGet, "/")
	assert.Equal(t, commitment.PageSize+7, strings.Count(res.Body.String(), "BEGIN:VEVENT"))
}

// FuzzFile: whatever people write, both libraries read one entry with those
// words back.
func FuzzFile(f *testing.F) {
	f.Add(nasty)
	f.Add("\r\nATTACH:http://x\r\n")
	f.Add("a\x00b\u2028c\x85d")
	f.Add(strings.Repeat("ü", 300) + ";")
	f.Fuzz(func(t *testing.T, what string) {
		p, err := commitment.Make(made, commitment.Promise{ID: "p", What: what, Owner: commitment.Party{ID: "mia"}, Due: commitment.At("", made.Add(time.Hour))}, nil)
		if err != nil {
			return
		}
		file, err := calendar(t, &ical.Options{Silent: true}).File(p)
		require.NoError(t, err)
		lines(t, file)
		first, err := ics.ParseCalendar(bytes.NewReader(file))
		require.NoError(t, err)
		require.Len(t, first.Events(), 1)
		_, all := theirs(t, file, goical.CompEvent)
		require.Len(t, all, 1)
		for _, c := range all[0].Children {
			t.Fatalf("a component out of words: %v", c.Name)
		}
		require.Nil(t, all[0].Props.Get("ATTACH"))
	})
}
