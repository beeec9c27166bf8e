SELECT reporter, flow, basis, nomenclature, level, period
FROM coverage
WHERE source_id = $1 AND freq = 'M'
ORDER BY reporter, flow, basis, nomenclature, level, period
