-- What a certificate stands on, and the certificates.

-- How an application went (経過): the body's taking part, completion, the examination of what was handed in.
CREATE TABLE proceeding (
  id             INTEGER PRIMARY KEY,
  application_id INTEGER NOT NULL REFERENCES application (id),
  step           TEXT NOT NULL CHECK (step IN ('drafting', 'auditing', 'operating', 'completed', 'accepted', 'returned')),
  happened_on    TEXT NOT NULL,
  person         TEXT NOT NULL CHECK (trim(person) <> ''),
  note           TEXT,
  entered_by     TEXT NOT NULL,
  entered_at     TEXT NOT NULL
) STRICT;
CREATE INDEX proceeding_application ON proceeding (application_id);
CREATE TRIGGER proceeding_kept BEFORE UPDATE ON proceeding
BEGIN SELECT raise(ABORT, 'proceeding: append-only'); END;
CREATE TRIGGER proceeding_not_deleted BEFORE DELETE ON proceeding
BEGIN SELECT raise(ABORT, 'proceeding: append-only'); END;

CREATE TABLE audit (
  id              INTEGER PRIMARY KEY,
  version         INTEGER NOT NULL CHECK (version > 0),
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  application_id  INTEGER REFERENCES application (id),
  kind            TEXT NOT NULL CHECK (kind IN ('external', 'internal')),
  auditor         TEXT NOT NULL CHECK (trim(auditor) <> ''),
  support         TEXT,
  performed_on    TEXT NOT NULL,
  guideline       TEXT NOT NULL,
  findings        TEXT,
  improvement     TEXT,
  note            TEXT,
  CHECK (kind = 'external' OR trim(coalesce(support, '')) <> '')
) STRICT;
CREATE INDEX audit_application ON audit (application_id);
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'audit: kept'); END;

CREATE TABLE seminar (
  id      INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  title   TEXT NOT NULL CHECK (trim(title) <> ''),
  held_on TEXT NOT NULL,
  note    TEXT,
  UNIQUE (title, held_on)
) STRICT;
CREATE TRIGGER seminar_not_deleted BEFORE DELETE ON seminar
BEGIN SELECT raise(ABORT, 'seminar: kept'); END;

-- Whether an organization attended a seminar: the latest entry stands, so that a mistake is set right by a further one.
CREATE TABLE attendance (
  id              INTEGER PRIMARY KEY,
  seminar_id      INTEGER NOT NULL REFERENCES seminar (id),
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  attended        INTEGER NOT NULL CHECK (attended IN (0, 1)),
  people          TEXT,
  entered_by      TEXT NOT NULL,
  entered_at      TEXT NOT NULL
) STRICT;
CREATE INDEX attendance_organization ON attendance (organization_id, seminar_id, id);
CREATE TRIGGER attendance_kept BEFORE UPDATE ON attendance
BEGIN SELECT raise(ABORT, 'attendance: append-only'); END;
CREATE TRIGGER attendance_not_deleted BEFORE DELETE ON attendance
BEGIN SELECT raise(ABORT, 'attendance: append-only'); END;

-- A certificate is printed from its row alone: what it says does not change when the organization's record does.
CREATE TABLE certificate (
  id              INTEGER PRIMARY KEY,
  number          TEXT NOT NULL UNIQUE,
  application_id  INTEGER NOT NULL UNIQUE REFERENCES application (id),
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  category        TEXT NOT NULL CHECK (category IN ('regulation', 'audit', 'operation')),
  route           TEXT NOT NULL CHECK (route IN ('joint', 'review')),
  as_of           TEXT NOT NULL,
  renews          INTEGER UNIQUE REFERENCES certificate (id),
  content         TEXT NOT NULL,
  issued_by       TEXT NOT NULL,
  issued_at       TEXT NOT NULL,
  CHECK (category <> 'operation' OR route = 'joint')
) STRICT;
CREATE INDEX certificate_organization ON certificate (organization_id, category);
CREATE TRIGGER certificate_kept BEFORE UPDATE ON certificate
BEGIN SELECT raise(ABORT, 'certificate: append-only'); END;
CREATE TRIGGER certificate_not_deleted BEFORE DELETE ON certificate
BEGIN SELECT raise(ABORT, 'certificate: append-only'); END;

CREATE TABLE withdrawal (
  certificate_id INTEGER PRIMARY KEY REFERENCES certificate (id),
  withdrawn_on   TEXT NOT NULL,
  reason         TEXT NOT NULL CHECK (trim(reason) <> ''),
  withdrawn_by   TEXT NOT NULL,
  withdrawn_at   TEXT NOT NULL
) STRICT;
CREATE TRIGGER withdrawal_kept BEFORE UPDATE ON withdrawal
BEGIN SELECT raise(ABORT, 'withdrawal: append-only'); END;
CREATE TRIGGER withdrawal_not_deleted BEFORE DELETE ON withdrawal
BEGIN SELECT raise(ABORT, 'withdrawal: append-only'); END;
