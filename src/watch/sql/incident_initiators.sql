SELECT DISTINCT s.dataset, i.initiator
FROM incident AS i JOIN (
    SELECT source_id, dataset FROM watch_source WHERE reader = 'incidents' AND vintage <= $1
) AS s ON s.source_id = i.source_id
WHERE i.year > 0 AND coalesce(i.initiator, '') <> ''
ORDER BY s.dataset, i.initiator
