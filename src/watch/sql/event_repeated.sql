UPDATE event SET dup_of = r.first_line
FROM (
    SELECT day, code1, code2, code, url, min(line) AS first_line
    FROM event WHERE source_id = $1 GROUP BY day, code1, code2, code, url HAVING count(*) > 1
) AS r
WHERE source_id = $1 AND r.url = event.url AND r.code1 = event.code1 AND r.code2 = event.code2
  AND r.code = event.code AND r.day = event.day AND event.line > r.first_line
