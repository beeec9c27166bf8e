SELECT code1, code2, code, actor1, actor2, day_number, coalesce(value_milli, 0),
       coalesce(url, ''), source_id, line
FROM event
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY reader, edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE dataset = $1 AND vintage <= $2
    ) WHERE n = 1)
  AND dup_of IS NULL AND day_number <= $3
  AND ((actor1 = $4 AND actor2 = $5) OR (actor1 = $5 AND actor2 = $4))
ORDER BY code1, code2, code, actor1, actor2, day_number, url, source_id, line
