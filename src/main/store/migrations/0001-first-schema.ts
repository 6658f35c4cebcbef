/**
 * Messages are a tree: an edited prompt and an answer given again are siblings. `position` keeps the order in which
 * rows came, whatever the clock does. Text of a running answer lies in `chunk` until its message gets its end.
 */
export const firstSchema = `
CREATE TABLE app_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE connection (
  position INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  key_cipher BLOB
) STRICT;

CREATE TABLE session (
  position INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  connection_id TEXT,
  model TEXT,
  leaf_id TEXT,
  deleted_at INTEGER,
  CHECK ((connection_id IS NULL) = (model IS NULL))
) STRICT;

CREATE TABLE message (
  position INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL REFERENCES session (session_id),
  parent_id TEXT REFERENCES message (message_id),
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  created_at INTEGER NOT NULL,
  connection_id TEXT,
  model TEXT,
  stream_id TEXT UNIQUE,
  "end" TEXT CHECK ("end" IS NULL OR json_valid("end")),
  CHECK ((connection_id IS NULL) = (model IS NULL))
) STRICT;
CREATE INDEX message_of_session ON message (session_id);
CREATE INDEX message_of_parent ON message (parent_id);
CREATE INDEX message_streaming ON message (stream_id) WHERE stream_id IS NOT NULL AND "end" IS NULL;

CREATE TABLE chunk (
  stream_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  channel TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (stream_id, first_seq)
) STRICT, WITHOUT ROWID;
`
