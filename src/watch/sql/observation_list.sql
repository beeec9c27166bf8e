SELECT series, period, unit, publisher, source, day_first, day_last, value_milli, low_milli,
       high_milli, bound, known, source_id, line
FROM (
    SELECT o.*, row_number() OVER (PARTITION BY series, day_first, day_last, publisher
                                   ORDER BY known DESC, source_id DESC, line DESC) AS n
    FROM (
        SELECT observation.*, coalesce(observation.vintage, live.vintage) AS known
        FROM observation JOIN (
            SELECT source_id, vintage, row_number() OVER (PARTITION BY edition
                                                   ORDER BY vintage DESC, source_id DESC) AS k
            FROM watch_source WHERE reader = 'observations' AND vintage <= $1
        ) AS live ON live.source_id = observation.source_id AND live.k = 1
    ) AS o
    WHERE known <= $1
)
WHERE n = 1 AND ($2 = '' OR series = $2) AND day_last >= $3 AND day_last <= $4
ORDER BY series, day_last, day_first, publisher
