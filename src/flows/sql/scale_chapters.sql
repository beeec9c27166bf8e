SELECT count(DISTINCT substring(code, 1, 2)) FROM flow
WHERE source_id = $1 AND reporter = $2 AND flow = $3 AND basis = $4 AND freq = $5
  AND nomenclature = $6 AND level = $7 AND period >= $8 AND period < $8 + 100
