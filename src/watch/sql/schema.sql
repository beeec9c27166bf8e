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
