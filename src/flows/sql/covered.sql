SELECT DISTINCT period FROM coverage WHERE dataset = $1 AND flow = $2 AND basis = $3 AND
    nomenclature = $4 AND level = $5 AND freq = $6 AND vintage <= $7 AND
    period BETWEEN $8 AND $9 AND reporter IN (
