SELECT DISTINCT least(actor1, actor2) AS a, greatest(actor1, actor2) AS b
FROM event
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY reader, edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE dataset = $1 AND vintage <= $2
    ) WHERE n = 1)
  AND is_pair = 1 AND day <= $3
ORDER BY a, b
