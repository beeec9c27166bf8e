CREATE TABLE IF NOT EXISTS watch_source (
    source_id INTEGER, reader VARCHAR, dataset VARCHAR, edition VARCHAR, vintage INTEGER,
    row_count BIGINT
);
CREATE TABLE IF NOT EXISTS record (
    source_id INTEGER, line BIGINT, id VARCHAR, date_start VARCHAR, date_end VARCHAR,
    "precision" VARCHAR, dimension VARCHAR, kind VARCHAR, actor1 VARCHAR, actor2 VARCHAR,
    others VARCHAR, place VARCHAR, title VARCHAR, scale VARCHAR, status VARCHAR,
    attributed_by VARCHAR, reply VARCHAR, reply_by VARCHAR, reply_date VARCHAR, source VARCHAR,
    source_kind VARCHAR, state_media VARCHAR, basis VARCHAR, seed_line VARCHAR, note VARCHAR,
    day_first INTEGER, day_last INTEGER
);
CREATE TABLE IF NOT EXISTS event (
    source_id INTEGER, line BIGINT, event_id VARCHAR, day INTEGER, day_number INTEGER,
    seen INTEGER, actor1 VARCHAR, actor2 VARCHAR, code1 VARCHAR, code2 VARCHAR, sector1 VARCHAR,
    sector2 VARCHAR, code VARCHAR, is_pair INTEGER, is_root INTEGER, value_milli BIGINT, tone_milli BIGINT,
    mentions BIGINT, sources BIGINT, articles BIGINT, place VARCHAR, url VARCHAR, dup_of BIGINT
);
CREATE TABLE IF NOT EXISTS pair_day (
    source_id INTEGER, line BIGINT, day INTEGER, day_number INTEGER, actor1 VARCHAR, actor2 VARCHAR,
    value_milli BIGINT
);
CREATE TABLE IF NOT EXISTS pair_total (
    source_id INTEGER, line BIGINT, day INTEGER, day_number INTEGER, total_milli BIGINT,
    pairs BIGINT
);
CREATE TABLE IF NOT EXISTS incident (
    source_id INTEGER, line BIGINT, incident_id VARCHAR, day INTEGER, year INTEGER,
    initiator VARCHAR, initiator_text VARCHAR, receiver VARCHAR, attributor VARCHAR, kind VARCHAR,
    title VARCHAR, value_milli BIGINT
);
CREATE TABLE IF NOT EXISTS observation (
    source_id INTEGER, line BIGINT, series VARCHAR, period VARCHAR, day_first INTEGER,
    day_last INTEGER, value_milli BIGINT, low_milli BIGINT, high_milli BIGINT, bound VARCHAR,
    unit VARCHAR, vintage INTEGER, publisher VARCHAR, source VARCHAR
);
