INSERT INTO event
SELECT CAST($1 AS INTEGER), line, event_id, day, day_number, seen, actor1, actor2, code1, code2,
       sector1, sector2, code, is_pair, is_root, value_milli, tone_milli, mentions, sources, articles, place,
       url, CASE WHEN first_line < line THEN first_line END
FROM (
    SELECT event_new.*, min(line) OVER (PARTITION BY day, code1, code2, code, url) AS first_line
    FROM event_new
)
