SELECT nomenclature, code, unit, currency, count(*) AS n,
       percentile_cont(0.25) WITHIN GROUP (ORDER BY p) AS q1,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY p) AS q2,
       percentile_cont(0.75) WITHIN GROUP (ORDER BY p) AS q3
FROM (
    SELECT nomenclature, substr(code, 1, 6) AS code, unit, currency,
           ln(CAST(value_milli AS DOUBLE PRECISION) / CAST(qty_milli AS DOUBLE PRECISION)) AS p
    FROM flow
    WHERE level >= 6 AND value_milli > 0 AND qty_milli > 0 AND unit <> '' AND currency <> ''
      AND NOT (unit = 'kg' AND coalesce(mass_g, 0) > 0)
    UNION ALL
    SELECT nomenclature, substr(code, 1, 6) AS code, 'kg' AS unit, currency,
           ln(CAST(value_milli AS DOUBLE PRECISION) / CAST(mass_g AS DOUBLE PRECISION)) AS p
    FROM flow
    WHERE level >= 6 AND value_milli > 0 AND mass_g > 0 AND currency <> ''
) x
GROUP BY nomenclature, code, unit, currency
ORDER BY nomenclature, code, unit, currency
