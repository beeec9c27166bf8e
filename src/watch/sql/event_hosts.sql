SELECT split_part(url, '/', 3) AS host, count(*) AS n
FROM event
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY reader, edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE dataset = $1 AND vintage <= $2
    ) WHERE n = 1)
  AND day >= $3 AND day <= $4 AND dup_of IS NULL
  AND ((actor1 = $5 AND actor2 = $6) OR ($7 = 0 AND actor1 = $6 AND actor2 = $5))
GROUP BY host
ORDER BY n DESC, host
