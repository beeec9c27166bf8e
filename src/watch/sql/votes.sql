CREATE TABLE IF NOT EXISTS roll_call (
    source_id INTEGER, line BIGINT, rcid BIGINT, "session" SMALLINT, "day" INTEGER,
    important SMALLINT, amend SMALLINT, para SMALLINT, unres VARCHAR, title VARCHAR
);
CREATE TABLE IF NOT EXISTS roll_call_issue (
    source_id INTEGER, line BIGINT, rcid BIGINT, code VARCHAR, "name" VARCHAR
);
CREATE TABLE IF NOT EXISTS roll_call_same (
    source_id INTEGER, line BIGINT, rcid BIGINT, earlier BIGINT
);
CREATE TABLE IF NOT EXISTS vote (
    source_id INTEGER, line BIGINT, rcid BIGINT, country VARCHAR, vote SMALLINT
);
CREATE TABLE IF NOT EXISTS ideal_point (
    source_id INTEGER, line BIGINT, variant VARCHAR, country VARCHAR, "session" SMALLINT,
    votes INTEGER, mean_micro BIGINT, q5_micro BIGINT, q50_micro BIGINT, q95_micro BIGINT
);
