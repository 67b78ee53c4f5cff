package sla

import (
	"encoding/json"
	"errors"
	"fmt"
)

// SnapshotVersion is the version of the JSON snapshot that this package writes.
// It reads all versions up to this one.
const SnapshotVersion = 1

// snapshot is the JSON form of a clock: its events.
type snapshot struct {
	Version int     `json:"version"`
	Events  []Event `json:"events"`
}

// MarshalJSON writes the snapshot {"version": 1, "events": [...]}: the events,
// from which [Book.Restore] folds the clock anew. It names policies and calendars
// by id; what these say stays in the book.
func (c *Clock) MarshalJSON() ([]byte, error) {
	if c == nil || len(c.events) == 0 {
		return nil, errors.New("sla: a clock without events has no snapshot; make one with Book.Open")
	}
	return json.Marshal(snapshot{SnapshotVersion, c.events})
}

// Restore folds a clock from its snapshot. A policy or calendar that the book
// lacks gives [ErrUnknown] and its id.
func (b *Book) Restore(data []byte) (*Clock, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("sla: reading a snapshot: %w", err)
	}
	if s.Version < 1 || s.Version > SnapshotVersion {
		return nil, fmt.Errorf("sla: snapshot version %d: this package reads versions 1 to %d", s.Version, SnapshotVersion)
	}
	return b.Fold(s.Events)
}
