SELECT i.source_id, s.vintage, i.year, count(DISTINCT i.incident_id),
       CAST(sum(coalesce(i.value_milli, 0)) AS BIGINT)
FROM incident AS i JOIN (
    SELECT source_id, vintage, row_number() OVER (ORDER BY vintage DESC, source_id DESC) AS n
    FROM watch_source WHERE reader = 'incidents' AND dataset = $1 AND vintage <= $2
) AS s ON s.source_id = i.source_id AND ($3 = 1 OR s.n = 1)
WHERE i.year > 0 AND ($4 = '' OR i.initiator = $4) AND ($5 = '' OR i.receiver = $5)
  AND ($6 = '' OR i.attributor = $6)
  AND ($7 = '' OR i.incident_id IN (SELECT w.incident_id FROM incident AS w
                                    WHERE w.source_id = i.source_id AND w.initiator = $7))
  AND i.year >= $8 AND i.year <= $9
GROUP BY i.source_id, s.vintage, i.year
ORDER BY s.vintage, i.source_id, i.year
