  AND NOT EXISTS (
    SELECT 1
    FROM coverage c
    JOIN (SELECT source_id, max(vintage) AS vintage FROM coverage GROUP BY source_id) mine
      ON mine.source_id = f.source_id
    JOIN scope_code sc ON sc.source_id = c.source_id AND sc.nomenclature = f.nomenclature
                      AND sc.level = f.level AND sc.code = f.code
    JOIN scope_partner sp ON sp.source_id = c.source_id AND sp.partner = f.partner
    WHERE c.dataset = f.dataset AND c.reporter = f.reporter AND c.flow = f.flow
      AND c.basis = f.basis AND c.freq = f.freq AND c.nomenclature = f.nomenclature
      AND c.level = f.level AND c.period = f.period AND c.source_id <> f.source_id
      AND c.vintage <= {known_by}
      AND (c.vintage > mine.vintage
           OR (c.vintage = mine.vintage AND c.source_id > f.source_id)))
