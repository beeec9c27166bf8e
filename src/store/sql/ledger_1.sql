CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    layout TEXT NOT NULL,
    dataset TEXT NOT NULL,
    publisher TEXT NOT NULL,
    title TEXT NOT NULL,
    licence TEXT NOT NULL,
    vintage INTEGER NOT NULL,
    vintage_basis TEXT NOT NULL,
    retrieved INTEGER NOT NULL,
    row_count INTEGER NOT NULL DEFAULT 0,
    refused_count INTEGER NOT NULL DEFAULT 0,
    rounded_count INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('loading', 'loaded'))
);
CREATE UNIQUE INDEX source_loaded ON source (sha256) WHERE state = 'loaded';
CREATE INDEX source_bytes ON source (bytes);
