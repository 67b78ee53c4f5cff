-- Promises with their history, and the alarms of every subject.
-- Times are microseconds since 1970-01-01 UTC.

CREATE TABLE {schema_version} (
    version INTEGER NOT NULL
);

CREATE TABLE {promise} (
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    case_id    TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    customer   TEXT    NOT NULL,
    team       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    dependency TEXT    NOT NULL,
    state      INTEGER NOT NULL,
    closed_at  INTEGER,          -- NULL: open
    body       TEXT    NOT NULL, -- the promise as versioned JSON
    PRIMARY KEY (tenant, id)
);
CREATE INDEX {promise_case} ON {promise} (tenant, case_id, id) WHERE case_id <> '';
CREATE INDEX {promise_owner} ON {promise} (tenant, owner, state, id);
CREATE INDEX {promise_customer} ON {promise} (tenant, customer, id) WHERE customer <> '';
CREATE INDEX {promise_dependency} ON {promise} (tenant, dependency, id) WHERE dependency <> '';
CREATE INDEX {promise_closed} ON {promise} (tenant, closed_at) WHERE closed_at IS NOT NULL;

-- The revision of each foreign subject's plan, remembered when the plan is empty.
CREATE TABLE {subject} (
    tenant   TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, subject)
);

CREATE TABLE {alarm} (
    key       TEXT    NOT NULL PRIMARY KEY,
    tenant    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    case_id   TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    ready     INTEGER NOT NULL,            -- from when it can be claimed
    moved     INTEGER NOT NULL DEFAULT 0,  -- 1: ready is a lease's end or a postponement
    worker    TEXT    NOT NULL DEFAULT '', -- under lease to
    attempt   INTEGER NOT NULL DEFAULT 0,
    done      INTEGER NOT NULL DEFAULT 0,
    body      TEXT    NOT NULL             -- the alarm as versioned JSON
);
CREATE INDEX {alarm_subject} ON {alarm} (tenant, subject);
CREATE INDEX {alarm_ready} ON {alarm} (ready, key) WHERE done = 0;

INSERT INTO {schema_version} (version) VALUES (1);
