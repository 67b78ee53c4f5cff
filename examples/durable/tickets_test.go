package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/evenkeel-go/evenkeel/commitment/sqlstore/postgrestest"
	"github.com/evenkeel-go/evenkeel/conversation"
	"github.com/evenkeel-go/evenkeel/conversation/transcript"
)

const helpdesk = `
CREATE TABLE tickets  (id int PRIMARY KEY, requester_id int, channel text);
CREATE TABLE users    (id int PRIMARY KEY, is_bot boolean);
CREATE TABLE comments (id int PRIMARY KEY, ticket_id int, author_id int, created_at timestamptz, public boolean, body text);
INSERT INTO users VALUES (1, false), (2, false), (3, true);
INSERT INTO tickets VALUES (7, 1, 'email'), (8, 1, 'chat');
INSERT INTO comments VALUES
  (1, 7, 1, now() - interval '3 days',  true,  E'He said "tomorrow".\nThat was MONDAY 😡 C:\\temp'),
  (2, 7, 3, now() - interval '3 days',  true,  'We have received your message.'),
  (3, 7, 2, now() - interval '1 hour',  false, 'not our box'),
  (4, 7, 2, now() - interval '30 minutes', true, 'I am sorry. I will call you by 5 today.'),
  (5, 8, 1, now() - interval '9 days',  true,  'an old thread');`

// TestTicketQuery runs the query that examples/debrief documents: what comes out is read without an error.
func TestTicketQuery(t *testing.T) {
	db, err := pgx.Connect(t.Context(), postgrestest.Start(t).Database(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	_, err = db.Exec(t.Context(), helpdesk)
	require.NoError(t, err)
	query, err := os.ReadFile("../debrief/tickets.sql")
	require.NoError(t, err)
	rows, err := db.Query(t.Context(), string(query))
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	require.NoError(t, err)
	input := bytes.Join(lines, []byte("\n"))

	var turns []transcript.Turn
	for turn, err := range transcript.Read(bytes.NewReader(input), nil) {
		require.NoError(t, err)
		turns = append(turns, turn)
	}
	require.Len(t, turns, 4, "the whole thread of yesterday's ticket, and none of the old one")
	assert.Equal(t, "He said \"tomorrow\".\nThat was MONDAY 😡 C:\\temp", turns[0].Text)
	assert.Equal(t, transcript.Customer, turns[0].Author)
	assert.Equal(t, transcript.Bot, turns[1].Author)
	assert.Equal(t, transcript.Internal, turns[2].Visibility)
	assert.Equal(t, transcript.Agent, turns[3].Author)

	book, err := conversation.NewPlaybook(nil)
	require.NoError(t, err)
	scored, err := book.Debrief(t.Context(), transcript.Read(bytes.NewReader(input), nil))
	require.NoError(t, err)
	assert.Len(t, scored.Threads, 1)
}
