package sqlstore

import (
	"context"

	"github.com/evenkeel-go/evenkeel/commitment"
)

// PutAlarm stores an alarm that no plan holds.
func PutAlarm(ctx context.Context, s *Store, a commitment.Alarm) error {
	rows, err := encode([]commitment.Alarm{a})
	if err != nil {
		return err
	}
	return s.insert(ctx, s.read(), rows)
}

// FindSQL is the statement of Find in the store's dialect.
func FindSQL(s *Store, q commitment.Query) (string, []any) {
	text, args := s.findSQL(q)
	return s.sql(text), args
}
