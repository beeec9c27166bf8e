SELECT day_number, 1, CAST(sum(CASE WHEN (actor1 = $3 AND actor2 = $4) OR (actor1 = $4 AND actor2 = $3)
                            THEN value_milli ELSE 0 END) AS BIGINT),
       CAST(sum(abs(value_milli)) AS BIGINT)
FROM pair_day
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE reader = $1 AND vintage <= $2
    ) WHERE n = 1)
GROUP BY day_number
ORDER BY day_number
