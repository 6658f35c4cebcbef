/**
 * What a person keeps beside the messages: pinned and archived chats, instructions and parameters for the model, where they
 * were reading (`place`), what they were typing (`draft`; the key is the session's id, '' for a chat that does not exist
 * yet), and the prompts that wait to be sent, in the order of `place` within their session. The siblings of a message are
 * found by the session and the parent they share.
 */
export const wholeChats = `
ALTER TABLE session ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE session ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE session ADD COLUMN place TEXT CHECK (place IS NULL OR json_valid(place));
ALTER TABLE session ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters));
ALTER TABLE session ADD COLUMN system_prompt TEXT NOT NULL DEFAULT '';

DROP INDEX message_of_session;
CREATE INDEX message_of_session ON message (session_id, parent_id);

CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE queued_prompt (
  queue_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (session_id),
  place INTEGER NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX queued_prompt_of_session ON queued_prompt (session_id, place);
`
