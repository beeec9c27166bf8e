-- Tables of goods that a user loaded. Rows are added, never changed.
CREATE TABLE annex (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    measure TEXT NOT NULL,
    nomenclature TEXT NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    source INTEGER NOT NULL,
    file TEXT NOT NULL,
    refused INTEGER NOT NULL
);
CREATE TABLE annex_line (
    annex INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    code TEXT NOT NULL,
    part INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (annex, seq)
) WITHOUT ROWID;
CREATE TABLE catalogue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    nomenclature TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    source INTEGER NOT NULL,
    file TEXT NOT NULL
);
CREATE TABLE part (
    catalogue INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    key TEXT NOT NULL,
    part TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    hs TEXT NOT NULL,
    eccn TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (catalogue, seq)
) WITHOUT ROWID;
CREATE INDEX part_key ON part (key, catalogue);
CREATE TABLE loaded (
    source INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, file TEXT NOT NULL,
    row_count INTEGER NOT NULL, refused_count INTEGER NOT NULL
);
CREATE TABLE refused (
    source INTEGER NOT NULL, line INTEGER NOT NULL, column_number INTEGER NOT NULL,
    column_name TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL
);
