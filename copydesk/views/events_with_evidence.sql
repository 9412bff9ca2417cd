-- Events with each sentence that reports them, the article it stands in, and the place.
SELECT
    e.event_id, e.event_type, e.event_mode, e.quad_class, e.status, e.actor_names, e.recipient_names,
    e.event_date_start, e.event_date_end, e.date_precision, e.date_basis, p.name AS place, e.place_country, e.confidence,
    m.evidence, m.trigger, m.event_mention_id, a.article_id, a.title, a.publisher, a.published_at, a.url
FROM events AS e
JOIN event_mentions AS m USING (event_id)
JOIN articles AS a USING (article_id)
LEFT JOIN entities AS p ON p.entity_id = e.place_id
WHERE e.confidence >= $min_confidence
ORDER BY e.event_date_start, e.event_id, a.published_at, m.event_mention_id
