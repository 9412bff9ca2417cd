-- All events in which an entity ($entity_ids) acts or is acted upon, by day, each with its surest sentence.
SELECT
    e.event_date_start, e.event_date_end, e.date_precision, t.role, t.name AS entity, e.event_type, e.event_mode, e.status,
    e.actor_names, e.recipient_names, m.evidence, a.title, a.publisher, a.published_at, e.n_articles, e.confidence,
    e.event_id, a.article_id, t.entity_id
FROM event_parties AS t
JOIN events AS e USING (event_id)
JOIN event_mentions AS m USING (event_id)
JOIN articles AS a USING (article_id)
WHERE t.entity_id IN (SELECT unnest($entity_ids))
QUALIFY row_number() OVER (
    PARTITION BY e.event_id, t.entity_id, t.role ORDER BY m.confidence DESC, a.published_at, m.event_mention_id) = 1
ORDER BY e.event_date_start, e.event_id, t.role, t.entity_id
