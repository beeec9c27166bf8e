CREATE TABLE flow (
    source_id INTEGER, line BIGINT, dataset VARCHAR, reporter VARCHAR, partner VARCHAR,
    partner2 VARCHAR, flow VARCHAR, basis VARCHAR, freq VARCHAR, period INTEGER,
    nomenclature VARCHAR, level SMALLINT, code VARCHAR, transport VARCHAR, procedure VARCHAR,
    value_milli BIGINT, currency VARCHAR, valuation VARCHAR, qty_milli BIGINT, unit VARCHAR,
    mass_g BIGINT, estimate VARCHAR, flag VARCHAR
);
CREATE TABLE coverage (
    source_id INTEGER, dataset VARCHAR, reporter VARCHAR, flow VARCHAR, basis VARCHAR,
    freq VARCHAR, nomenclature VARCHAR, level SMALLINT, period INTEGER, vintage INTEGER,
    row_count BIGINT, total_count BIGINT, currency VARCHAR, estimate VARCHAR
);
CREATE TABLE scope_code (source_id INTEGER, nomenclature VARCHAR, level SMALLINT, code VARCHAR);
CREATE TABLE scope_partner (source_id INTEGER, partner VARCHAR);
CREATE TABLE refused (
    source_id INTEGER, line BIGINT, column_number INTEGER, column_name VARCHAR, value VARCHAR,
    reason VARCHAR
);
CREATE TABLE source_note (source_id INTEGER, seq INTEGER, kind VARCHAR, text VARCHAR);
CREATE TABLE loaded (
    source_id INTEGER, sha256 VARCHAR, bytes BIGINT, row_count BIGINT, refused_count BIGINT,
    rounded_count BIGINT
);
CREATE TABLE schema_version (version INTEGER);
INSERT INTO schema_version VALUES (1);
