package ical

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// Finder is the part of a [commitment.Store] that a feed reads.
type Finder interface {
	Find(ctx context.Context, q commitment.Query) ([]commitment.Promise, error)
}

// Feed returns a handler that serves promises for subscription: the open ones
// that the query selects, and those settled within Options.Keep. query says
// whose promises the request may see, and is where the host checks who asks: its
// error is answered with 403 and no reason. Calendar programs keep no cookies, so
// a secret in the path or HTTP authentication is what works. The states, closing
// times, position and limit of the query are the feed's own. Answers have an
// ETag; a request that names it gets 304 while nothing changed.
func (c *Calendar) Feed(store Finder, query func(*http.Request) (commitment.Query, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		q, err := query(r)
		if err != nil {
			c.opts.Logger.LogAttrs(r.Context(), slog.LevelInfo, "feed refused", slog.Any("error", err))
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		body, err := c.feed(r.Context(), store, q)
		if err != nil {
			c.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "feed failed", slog.Any("error", err))
			http.Error(w, "the calendar cannot be read at the moment", http.StatusInternalServerError)
			return
		}
		sum := sha256.Sum256(body)
		h := w.Header()
		h.Set("Content-Type", MediaType)
		h.Set("Etag", strconv.Quote(hex.EncodeToString(sum[:16])))
		h.Set("Cache-Control", "private, no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

func (c *Calendar) feed(ctx context.Context, store Finder, q commitment.Query) ([]byte, error) {
	open, settled := q, q
	open.States, open.ClosedFrom, open.ClosedTo = commitment.OpenStates(), time.Time{}, time.Time{}
	// Whole days, so that what leaves the feed leaves it once a day.
	settled.States, settled.ClosedTo = nil, time.Time{}
	settled.ClosedFrom = c.opts.Now().Add(-c.opts.Keep).UTC().Truncate(24 * time.Hour)
	var all []commitment.Promise
	for _, q := range []commitment.Query{open, settled} {
		var err error
		if all, err = c.gather(ctx, store, q, all); err != nil {
			return nil, err
		}
	}
	return c.Collect(all)
}

// gather reads all pages.
func (c *Calendar) gather(ctx context.Context, store Finder, q commitment.Query, all []commitment.Promise) ([]commitment.Promise, error) {
	q.After, q.Limit = "", 0
	for {
		page, err := store.Find(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("ical: find: %w", err)
		}
		all = append(all, page...)
		if len(all) > c.opts.Most {
			return nil, fmt.Errorf("ical: the feed has more than %d entries: narrow its query or raise Options.Most", c.opts.Most)
		}
		if len(page) < q.Size() {
			return all, nil
		}
		q.After = page[len(page)-1].ID
	}
}
