SELECT day_number, 0, CAST(0 AS BIGINT), CAST(sum(total_milli) AS BIGINT)
FROM pair_total
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE reader = $1 AND vintage <= $2
    ) WHERE n = 1)
GROUP BY day_number
ORDER BY day_number
