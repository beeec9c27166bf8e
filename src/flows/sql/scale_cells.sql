SELECT f.reporter, f.flow, f.basis, f.freq, f.nomenclature, f.level,
       f.period - f.period % 100 AS y, f.partner,
       CAST(sum(f.value_milli) AS DOUBLE), max(c.periods)
FROM flow f
JOIN (SELECT reporter, flow, basis, freq, nomenclature, level, period - period % 100 AS y,
             count(*) AS periods
      FROM coverage WHERE source_id = $1
      GROUP BY reporter, flow, basis, freq, nomenclature, level, period - period % 100) c
  ON c.reporter = f.reporter AND c.flow = f.flow AND c.basis = f.basis AND c.freq = f.freq
 AND c.nomenclature = f.nomenclature AND c.level = f.level AND c.y = f.period - f.period % 100
WHERE f.source_id = $1
GROUP BY f.reporter, f.flow, f.basis, f.freq, f.nomenclature, f.level,
         f.period - f.period % 100, f.partner
ORDER BY f.reporter, f.flow, f.basis, f.freq, f.nomenclature, f.level, f.partner, y
