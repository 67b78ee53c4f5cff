-- Ids sort by bytes, as Go sorts them, whatever the collation of the database.
-- Promises with their history, and the alarms of every subject.
-- Times are microseconds since 1970-01-01 UTC.

CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE {schema_version} (
    version bigint   NOT NULL
);

CREATE TABLE {promise} (
    tenant     text     COLLATE "C" NOT NULL,
    id         text     COLLATE "C" NOT NULL,
    revision   bigint   NOT NULL,
    case_id    text     COLLATE "C" NOT NULL,
    owner      text     COLLATE "C" NOT NULL,
    customer   text     COLLATE "C" NOT NULL,
    team       text     COLLATE "C" NOT NULL,
    kind       text     COLLATE "C" NOT NULL,
    dependency text     COLLATE "C" NOT NULL,
    state      bigint   NOT NULL,
    closed_at  bigint,            -- NULL: open
    body       text     COLLATE "C" NOT NULL, -- the promise as versioned JSON
    PRIMARY KEY (tenant, id)
);
CREATE INDEX {promise_case} ON {promise} (tenant, case_id, id) WHERE case_id <> '';
CREATE INDEX {promise_owner} ON {promise} (tenant, owner, state, id);
CREATE INDEX {promise_customer} ON {promise} (tenant, customer, id) WHERE customer <> '';
CREATE INDEX {promise_dependency} ON {promise} (tenant, dependency, id) WHERE dependency <> '';
CREATE INDEX {promise_closed} ON {promise} (tenant, closed_at) WHERE closed_at IS NOT NULL;

-- The revision of each foreign subject's plan, remembered when the plan is empty.
CREATE TABLE {subject} (
    tenant   text     COLLATE "C" NOT NULL,
    subject  text     COLLATE "C" NOT NULL,
    revision bigint   NOT NULL,
    PRIMARY KEY (tenant, subject)
);

CREATE TABLE {alarm} (
    key       text     COLLATE "C" NOT NULL PRIMARY KEY,
    tenant    text     COLLATE "C" NOT NULL,
    subject   text     COLLATE "C" NOT NULL,
    case_id   text     COLLATE "C" NOT NULL,
    recipient text     COLLATE "C" NOT NULL,
    ready     bigint   NOT NULL,            -- from when it can be claimed
    moved     bigint   NOT NULL DEFAULT 0,  -- 1: ready is a lease's end or a postponement
    worker    text     COLLATE "C" NOT NULL DEFAULT '', -- under lease to
    attempt   bigint   NOT NULL DEFAULT 0,
    done      bigint   NOT NULL DEFAULT 0,
    body      text     COLLATE "C" NOT NULL             -- the alarm as versioned JSON
);
CREATE INDEX {alarm_subject} ON {alarm} (tenant, subject);
CREATE INDEX {alarm_ready} ON {alarm} (ready, key) WHERE done = 0;

INSERT INTO {schema_version} (version) VALUES (1);
