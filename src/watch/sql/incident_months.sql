SELECT s.vintage, i.source_id, i.month, count(DISTINCT i.incident_id)
FROM (
    SELECT source_id, incident_id, initiator,
           CASE WHEN coalesce(day, 0) > 0 THEN CAST(floor(day / 100) AS INTEGER) ELSE year * 100 + 7 END AS month
    FROM incident WHERE year > 0
) AS i JOIN (
    SELECT source_id, vintage FROM watch_source
    WHERE reader = 'incidents' AND dataset = $1 AND vintage <= $2
) AS s ON s.source_id = i.source_id
WHERE $3 = '' OR i.initiator = $3
GROUP BY s.vintage, i.source_id, i.month
ORDER BY s.vintage, i.source_id, i.month
