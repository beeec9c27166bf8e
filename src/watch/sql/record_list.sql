SELECT r.source_id, r.line, r.id, r.date_start, r.date_end, r."precision", r.dimension, r.kind,
       r.actor1, r.actor2, r.others, r.place, r.title, r.scale, r.status, r.attributed_by, r.reply,
       r.reply_by, r.reply_date, r.source, r.source_kind, r.state_media, r.basis, r.seed_line, r.note,
       r.day_first, r.day_last
FROM (
    SELECT record.*, row_number() OVER (PARTITION BY record.id
                                        ORDER BY live.vintage DESC, live.source_id DESC) AS n
    FROM record JOIN (
        SELECT source_id, vintage, row_number() OVER (PARTITION BY edition
                                        ORDER BY vintage DESC, source_id DESC) AS n
        FROM watch_source WHERE reader = 'record' AND vintage <= $1
    ) AS live ON live.source_id = record.source_id AND live.n = 1
) AS r
WHERE r.n = 1 AND r.day_first >= $2 AND r.day_first <= $3
  AND ($4 = '' OR ',' || r.actor1 || ',' || r.actor2 || ',' || r.others || ',' LIKE '%,' || $4 || ',%')
  AND ($5 = '' OR ',' || r.actor1 || ',' || r.actor2 || ',' || r.others || ',' LIKE '%,' || $5 || ',%')
  AND ($6 = '' OR r.dimension = $6)
  AND ($7 = '' OR ',' || $7 || ',' LIKE '%,' || r.kind || ',%')
ORDER BY r.day_first, r.id
