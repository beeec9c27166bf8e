-- Sealed entries. Rows are added, never changed. What is beside them (log_key, log_end) can be made of them again and is held against them.
CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    about TEXT NOT NULL,
    bytes BLOB NOT NULL,
    before BLOB NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL
);
CREATE INDEX entry_hash ON entry(hash);
CREATE INDEX entry_about ON entry(about) WHERE about <> '';
CREATE TABLE log_key (n INTEGER PRIMARY KEY, public BLOB NOT NULL);
CREATE TABLE log_end (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL, hash BLOB NOT NULL);
