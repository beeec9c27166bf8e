INSERT INTO coverage
SELECT source_id, dataset, reporter, flow, basis, freq, nomenclature, level, period,
       CAST($2 AS INTEGER), count(*)
FROM flow
WHERE source_id = $1
GROUP BY source_id, dataset, reporter, flow, basis, freq, nomenclature, level, period
