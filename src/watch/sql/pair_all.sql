SELECT least(actor1, actor2) AS a, greatest(actor1, actor2) AS b, day_number,
       CAST(sum(value_milli) AS BIGINT)
FROM pair_day
WHERE source_id IN (
    SELECT source_id FROM (
        SELECT source_id, row_number() OVER (PARTITION BY edition
                                             ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE reader = 'dyads' AND vintage <= $1
    ) WHERE n = 1)
  AND day <= $2 AND actor1 <> actor2
GROUP BY a, b, day_number
ORDER BY a, b, day_number
