-- Each place where an entity ($entity_ids) is named, with up to 80 characters before and after it.
SELECT
    a.published_at, a.title, a.publisher, m.surface,
    substring(s.text, greatest(m."start" - 79, 1), m."start" - greatest(m."start" - 80, 0))
        || '[' || m.surface || ']' || substring(s.text, m."end" + 1, 80) AS context,
    m.section, m."start", m."end", n.name AS entity, m.entity_id, m.mention_id, m.article_id, a.url
FROM mentions AS m
JOIN entities AS n USING (entity_id)
JOIN articles AS a USING (article_id),
LATERAL (SELECT CASE m.section WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle WHEN 'dateline' THEN a.dateline ELSE a.body END AS text) AS s
WHERE m.entity_id IN (SELECT unnest($entity_ids))
ORDER BY a.published_at, m.article_id, m.section DESC, m."start"
