INSERT INTO scope_partner
SELECT DISTINCT source_id, partner FROM flow WHERE source_id = $1
