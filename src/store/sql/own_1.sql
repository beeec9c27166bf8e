CREATE TABLE loaded (
    source INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, file TEXT NOT NULL,
    row_count INTEGER NOT NULL, refused_count INTEGER NOT NULL, reader TEXT NOT NULL, dataset TEXT NOT NULL,
    vintage INTEGER NOT NULL
);
CREATE TABLE party (
    source INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, same TEXT NOT NULL, marks INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE TABLE holding (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, line INTEGER NOT NULL, owner TEXT NOT NULL, owned TEXT NOT NULL,
    kind INTEGER NOT NULL, low_e5 INTEGER NOT NULL, high_e5 INTEGER NOT NULL, from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE INDEX holding_record ON holding (source, record) WHERE record != '';
CREATE TABLE refused (
    source INTEGER NOT NULL, line INTEGER NOT NULL, column_number INTEGER NOT NULL,
    column_name TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL
);
