  AND ((f.transport = '' AND f.procedure = '' AND f.partner2 = '')
       OR NOT EXISTS (
         SELECT 1 FROM flow t
         WHERE t.source_id = f.source_id AND t.reporter = f.reporter AND t.partner = f.partner
           AND t.flow = f.flow AND t.basis = f.basis AND t.freq = f.freq AND t.period = f.period
           AND t.nomenclature = f.nomenclature AND t.level = f.level AND t.code = f.code
           AND t.transport = '' AND t.procedure = '' AND t.partner2 = ''))
