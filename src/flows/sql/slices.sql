SELECT dataset, nomenclature, basis, freq, level, min(currency), max(currency), min(estimate),
       max(estimate)
FROM coverage
WHERE vintage <= $1 AND flow = $2
