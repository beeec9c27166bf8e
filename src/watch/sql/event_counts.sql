SELECT count(*), count(dup_of)
FROM event
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY reader, edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE dataset = $1 AND vintage <= $2
    ) WHERE n = 1)
  AND day >= $3 AND day <= $4
  AND (($5 = '' AND is_pair = 1) OR (actor1 = $5 AND actor2 = $6) OR ($7 = 0 AND actor1 = $6 AND actor2 = $5))
