UPDATE observation SET source = (
    SELECT p.source FROM observation AS p
    WHERE p.source_id = $1 AND p.line < observation.line AND p.source <> 'same'
    ORDER BY p.line DESC LIMIT 1)
WHERE source_id = $1 AND source = 'same'
