SELECT code1, code2, code, actor1, actor2, day_number, max(value_milli)
FROM event
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY reader, edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE dataset = $1 AND vintage <= $2
    ) WHERE n = 1)
  AND is_pair = 1 AND day >= $3 AND day <= $4 AND ($5 = 0 OR is_root = 1)
  AND ($6 = '' OR coalesce(split_part(url, '/', 3), '') <> $6)
GROUP BY code1, code2, code, actor1, actor2, day_number
ORDER BY code1, code2, code, actor1, actor2, day_number
