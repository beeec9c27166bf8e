WITH known AS (
    SELECT source_id, CAST(vintage AS BIGINT) * 1000000000 + source_id AS rank
    FROM watch_source WHERE vintage <= $1
),
newest AS (
    SELECT t.rcid, max(k.rank) AS rank FROM vote t JOIN known k USING (source_id) GROUP BY t.rcid
),
given AS (
    SELECT t.rcid, t.country, t.vote, t.source_id
    FROM vote t JOIN known k USING (source_id) JOIN newest n ON n.rcid = t.rcid AND n.rank = k.rank
),
split AS (
    SELECT rcid FROM given GROUP BY rcid HAVING min(vote) <> max(vote)
),
called AS (
    SELECT rcid, "session" FROM (
        SELECT t.rcid, t."session",
               row_number() OVER (PARTITION BY t.rcid ORDER BY k.rank DESC, t.line) AS place
        FROM roll_call t JOIN known k USING (source_id)
    ) r WHERE place = 1
)
SELECT c."session", a.vote, b.vote, count(*), min(a.source_id), max(a.source_id)
FROM given a
JOIN given b ON b.rcid = a.rcid AND b.country = $3
JOIN split s ON s.rcid = a.rcid
JOIN called c ON c.rcid = a.rcid
WHERE a.country = $2
GROUP BY c."session", a.vote, b.vote
ORDER BY c."session", a.vote, b.vote
