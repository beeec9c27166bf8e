INSERT INTO scope_code
SELECT DISTINCT source_id, nomenclature, level, code FROM flow WHERE source_id = $1
