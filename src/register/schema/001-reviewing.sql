-- Who applies, what was handed in, what was found and decided.
-- What is marked append-only is guarded by triggers: a correction is a further row.

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE organization (
  id       INTEGER PRIMARY KEY,
  version  INTEGER NOT NULL CHECK (version > 0),
  name     TEXT NOT NULL CHECK (trim(name) <> ''),
  name_en  TEXT,
  code     TEXT,
  audience TEXT NOT NULL CHECK (audience IN ('institution', 'vendor')),
  address  TEXT,
  contact  TEXT,
  note     TEXT,
  profile  TEXT NOT NULL,
  listed   INTEGER NOT NULL CHECK (listed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX organization_name ON organization (name, coalesce(code, ''));

CREATE TABLE application (
  id              INTEGER PRIMARY KEY,
  version         INTEGER NOT NULL CHECK (version > 0),
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  category        TEXT NOT NULL CHECK (category IN ('regulation', 'audit', 'operation')),
  route           TEXT NOT NULL CHECK (route IN ('joint', 'review')),
  guideline       TEXT NOT NULL,
  guideline_title TEXT NOT NULL,
  received_on     TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'certified', 'declined', 'retracted')),
  note            TEXT,
  CHECK (category <> 'operation' OR route = 'joint')
) STRICT;
CREATE INDEX application_organization ON application (organization_id);

CREATE TABLE file (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  size   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
  id              INTEGER PRIMARY KEY,
  version         INTEGER NOT NULL CHECK (version > 0),
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  application_id  INTEGER REFERENCES application (id),
  name            TEXT NOT NULL CHECK (trim(name) <> ''),
  received_on     TEXT NOT NULL,
  received_from   TEXT NOT NULL,
  note            TEXT
) STRICT;
CREATE INDEX submission_organization ON submission (organization_id);
CREATE INDEX submission_application ON submission (application_id);

CREATE TABLE submission_file (
  submission_id INTEGER NOT NULL REFERENCES submission (id),
  position      INTEGER NOT NULL,
  name          TEXT NOT NULL,
  sha256        TEXT NOT NULL REFERENCES file (sha256),
  PRIMARY KEY (submission_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (
  id               INTEGER PRIMARY KEY,
  submission_id    INTEGER NOT NULL REFERENCES submission (id),
  guideline        TEXT NOT NULL,
  guideline_title  TEXT NOT NULL,
  guideline_sha256 TEXT NOT NULL,
  audience         TEXT NOT NULL CHECK (audience IN ('institution', 'vendor')),
  tool_version     TEXT NOT NULL,
  result_sha256    TEXT NOT NULL,
  covered          INTEGER NOT NULL,
  partial          INTEGER NOT NULL,
  uncovered        INTEGER NOT NULL,
  not_applicable   INTEGER NOT NULL,
  losses           INTEGER NOT NULL,
  made_by          TEXT NOT NULL,
  made_at          TEXT NOT NULL,
  json             BLOB NOT NULL,
  UNIQUE (submission_id, result_sha256)
) STRICT;
CREATE INDEX review_submission ON review (submission_id, guideline, id);

CREATE TABLE decision (
  id            INTEGER PRIMARY KEY,
  submission_id INTEGER NOT NULL REFERENCES submission (id),
  guideline     TEXT NOT NULL,
  requirement   TEXT NOT NULL,
  element       INTEGER NOT NULL CHECK (element >= 0),
  reading       TEXT NOT NULL CHECK (reading IN ('first', 'second', 'settled')),
  version       INTEGER NOT NULL CHECK (version > 0),
  review_id     INTEGER REFERENCES review (id),
  verdict       TEXT CHECK (verdict IN ('covered', 'partial', 'uncovered', 'not_applicable', 'check')),
  comment       TEXT,
  places        TEXT NOT NULL,
  restores      INTEGER,
  carried_from  INTEGER REFERENCES decision (id),
  decided_by    TEXT NOT NULL,
  decided_at    TEXT NOT NULL,
  UNIQUE (submission_id, guideline, requirement, element, reading, version)
) STRICT;

-- The latest version of each decision: derived, so that an inbox of hundreds of submissions is read in one glance.
CREATE TABLE standing (
  submission_id INTEGER NOT NULL REFERENCES submission (id),
  guideline     TEXT NOT NULL,
  requirement   TEXT NOT NULL,
  element       INTEGER NOT NULL,
  reading       TEXT NOT NULL,
  version       INTEGER NOT NULL,
  decision_id   INTEGER NOT NULL REFERENCES decision (id),
  verdict       TEXT,
  PRIMARY KEY (submission_id, guideline, reading, requirement, element)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER decision_stands AFTER INSERT ON decision BEGIN
  INSERT INTO standing (submission_id, guideline, requirement, element, reading, version, decision_id, verdict)
  VALUES (new.submission_id, new.guideline, new.requirement, new.element, new.reading, new.version, new.id, new.verdict)
  ON CONFLICT (submission_id, guideline, reading, requirement, element)
  DO UPDATE SET version = excluded.version, decision_id = excluded.decision_id, verdict = excluded.verdict;
END;
-- A version follows the one before it: of two people who write at once, one is told.
CREATE TRIGGER decision_follows BEFORE INSERT ON decision
WHEN new.version <> 1 + coalesce((
  SELECT version FROM standing
  WHERE submission_id = new.submission_id AND guideline = new.guideline AND reading = new.reading
    AND requirement = new.requirement AND element = new.element), 0)
BEGIN SELECT raise(ABORT, 'decision: version out of turn'); END;
CREATE TRIGGER decision_kept BEFORE UPDATE ON decision
BEGIN SELECT raise(ABORT, 'decision: append-only'); END;
CREATE TRIGGER decision_not_deleted BEFORE DELETE ON decision
BEGIN SELECT raise(ABORT, 'decision: append-only'); END;

CREATE TABLE assignment (
  id            INTEGER PRIMARY KEY,
  submission_id INTEGER NOT NULL REFERENCES submission (id),
  reading       TEXT NOT NULL CHECK (reading IN ('first', 'second', 'settled')),
  reviewer      TEXT,
  assigned_by   TEXT NOT NULL,
  assigned_at   TEXT NOT NULL
) STRICT;
CREATE INDEX assignment_submission ON assignment (submission_id, reading, id);
CREATE TRIGGER assignment_kept BEFORE UPDATE ON assignment
BEGIN SELECT raise(ABORT, 'assignment: append-only'); END;
CREATE TRIGGER assignment_not_deleted BEFORE DELETE ON assignment
BEGIN SELECT raise(ABORT, 'assignment: append-only'); END;

CREATE TABLE account (
  id       INTEGER PRIMARY KEY,
  version  INTEGER NOT NULL CHECK (version > 0),
  name     TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
  role     TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'approver')),
  password TEXT NOT NULL,
  active   INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

-- Not part of the record: sessions come and go, and are not exported.
CREATE TABLE session (
  token_sha256 TEXT PRIMARY KEY,
  account_id   INTEGER NOT NULL REFERENCES account (id),
  created_at   TEXT NOT NULL,
  expires_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  id         INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  by         TEXT NOT NULL CHECK (trim(by) <> ''),
  action     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  detail     TEXT NOT NULL,
  hash       TEXT NOT NULL
) STRICT;
CREATE INDEX log_subject ON log (subject, subject_id, id);
CREATE TRIGGER log_kept BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'log: append-only'); END;
CREATE TRIGGER log_not_deleted BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'log: append-only'); END;

-- Records are changed, with their earlier state in the log, but never taken away.
CREATE TRIGGER organization_not_deleted BEFORE DELETE ON organization
BEGIN SELECT raise(ABORT, 'organization: kept'); END;
CREATE TRIGGER application_not_deleted BEFORE DELETE ON application
BEGIN SELECT raise(ABORT, 'application: kept'); END;
CREATE TRIGGER submission_not_deleted BEFORE DELETE ON submission
BEGIN SELECT raise(ABORT, 'submission: kept'); END;
CREATE TRIGGER submission_file_kept BEFORE UPDATE ON submission_file
BEGIN SELECT raise(ABORT, 'submission_file: append-only'); END;
CREATE TRIGGER submission_file_not_deleted BEFORE DELETE ON submission_file
BEGIN SELECT raise(ABORT, 'submission_file: append-only'); END;
CREATE TRIGGER file_kept BEFORE UPDATE ON file
BEGIN SELECT raise(ABORT, 'file: append-only'); END;
CREATE TRIGGER file_not_deleted BEFORE DELETE ON file
BEGIN SELECT raise(ABORT, 'file: append-only'); END;
CREATE TRIGGER review_kept BEFORE UPDATE ON review
BEGIN SELECT raise(ABORT, 'review: append-only'); END;
CREATE TRIGGER review_not_deleted BEFORE DELETE ON review
BEGIN SELECT raise(ABORT, 'review: append-only'); END;
CREATE TRIGGER account_not_deleted BEFORE DELETE ON account
BEGIN SELECT raise(ABORT, 'account: kept'); END;
