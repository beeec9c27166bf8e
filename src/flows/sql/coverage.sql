INSERT INTO coverage
SELECT source_id, dataset, reporter, flow, basis, freq, nomenclature, level, period,
       CAST($2 AS INTEGER), count(*),
       count(*) FILTER (WHERE transport = '' AND procedure = '' AND partner2 = ''),
       CASE WHEN min(currency) = max(currency) THEN min(currency) ELSE 'mixed' END,
       CASE WHEN min(estimate) = max(estimate) THEN min(estimate) ELSE 'mixed' END
FROM flow
WHERE source_id = $1
GROUP BY source_id, dataset, reporter, flow, basis, freq, nomenclature, level, period
