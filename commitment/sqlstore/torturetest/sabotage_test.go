package torturetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment"
	"github.com/evenkeel-go/evenkeel/commitment/sqlstore"
)

func TestMain(m *testing.M) {
	Main(openSabotaged)
	os.Exit(m.Run())
}

// openSabotaged opens an SQLite file. A worker that is given "fault:file" gets a
// store that breaks the guarantee in that way.
func openSabotaged(ctx context.Context, dsn string) (commitment.Store, error) {
	fault, file, _ := strings.Cut(dsn, ":")
	s, err := sqlstore.OpenSQLite(ctx, file, nil)
	if err != nil || os.Getenv(workerEnv) == "" || fault == "none" {
		return s, err
	}
	return &saboteur{Store: s, fault: fault, old: map[commitment.AlarmKey]commitment.Alarm{}}, nil
}

// saboteur breaks one rule.
type saboteur struct {
	*sqlstore.Store
	fault string
	mu    sync.Mutex
	old   map[commitment.AlarmKey]commitment.Alarm // that it has seen
	did   bool
}

// Claim implements [commitment.AlarmStore], more or less.
func (s *saboteur) Claim(ctx context.Context, c commitment.Claim) ([]commitment.Alarm, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == "early" {
		c.Now, c.Until = c.Now.Add(time.Second), c.Until.Add(time.Second)
	}
	due, err := s.Store.Claim(ctx, c)
	if err != nil {
		return nil, err
	}
	switch s.fault {
	case "early": // the keeper looks at the alarm's time itself: it has to be lied to
		for i := range due {
			due[i].At = due[i].At.Add(-time.Second)
		}
	case "lost":
		if len(due) > 0 && !s.did {
			s.did = true
			return due[1:], s.Done(ctx, c.Worker, due[0].Key)
		}
	case "repeated":
		if len(due) == 0 && !s.did {
			for _, a := range s.old {
				s.did = true
				return []commitment.Alarm{a}, nil
			}
		}
		for _, a := range due {
			s.old[a.Key] = a
		}
	case "superseded":
		return s.superseded(ctx, due)
	}
	return due, nil
}

// superseded looks ahead at the plan of a subject, and hands out later what is no
// more in it.
func (s *saboteur) superseded(ctx context.Context, due []commitment.Alarm) ([]commitment.Alarm, error) {
	for _, subject := range []commitment.SubjectID{"sla:0", "sla:1"} {
		pending, err := s.Pending(ctx, tenant, subject)
		if err != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		for _, a := range pending {
			if a.Revision == 1 && a.Attempt == 0 {
				s.old[a.Key] = a
			} else if a.Revision > 1 {
				due = append(due, s.gone(subject)...)
			}
		}
	}
	return due, nil
}

func (s *saboteur) gone(subject commitment.SubjectID) (gone []commitment.Alarm) {
	for key, a := range s.old {
		if a.Subject == subject && time.Now().After(a.At) {
			gone = append(gone, a)
			delete(s.old, key)
		}
	}
	return gone
}

// TestSabotage: a run with real processes on a store that breaks the guarantee
// finds that out, whichever part of it is broken, and nothing where none is.
func TestSabotage(t *testing.T) {
	for _, fault := range []string{"none", "lost", "early", "repeated", "superseded"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			_, report := execute(t, Case{
				DSN: fault + ":" + filepath.Join(t.TempDir(), "x.db"), Open: openSabotaged, Workers: 1, Alarms: 500,
				Change: fault == "superseded" || fault == "none", Spread: 2 * time.Second, Within: 6 * time.Second,
			})
			t.Log(report)
			if fault == "none" {
				require.Empty(t, report.Faults)
				return
			}
			require.NotEmpty(t, report.Faults)
			require.Contains(t, shorten(report.Faults), fault+": ")
		})
	}
}
