-- What people decided about pairs of a question and a listed party. Rows are added, never changed but for
-- their end; of several for one pair the greatest id counts.
CREATE TABLE review (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    question TEXT NOT NULL,
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    facts TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('false-positive', 'true-match')),
    reason TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    made INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    ended_reason TEXT NOT NULL DEFAULT '',
    ended_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX review_pair ON review (question, list, key, id);
