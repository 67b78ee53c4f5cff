-- Yesterday's threads of a help desk, whole, as JSON Lines: one turn a row. PostgreSQL.
--
--   psql -XAtqf tickets.sql helpdesk > tickets.jsonl
--
-- (Not COPY … TO STDOUT: its text format doubles every backslash.) Adapt the tables; author and visibility are a matter of safety:
-- on whose side the words are, and whether the customer saw them.
SELECT json_build_object(
         'thread',     t.id::text,
         'id',         c.id::text,
         'at',         to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
         'author',     CASE WHEN c.author_id = t.requester_id THEN 'customer'
                            WHEN u.is_bot THEN 'bot'
                            ELSE 'agent' END,
         'channel',    t.channel,
         'visibility', CASE WHEN c.public THEN 'public' ELSE 'internal' END,
         'text',       c.body)
  FROM tickets t
  JOIN comments c ON c.ticket_id = t.id
  JOIN users u    ON u.id = c.author_id
 WHERE t.id IN (SELECT ticket_id FROM comments WHERE created_at >= now() - interval '1 day')
 ORDER BY t.id, c.created_at, c.id;
