-- Who acts and who is acted upon, a row per event, role and entity. Role nouns without an entity ("police") are not here.
SELECT p.event_id, p.role, p.entity_id, e.name, e.entity_type, e.country_code
FROM (
    SELECT event_id, 'actor' AS role, unnest(actor_ids) AS entity_id FROM events
    UNION ALL
    SELECT event_id, 'recipient' AS role, unnest(recipient_ids) AS entity_id FROM events
) AS p
JOIN entities AS e USING (entity_id)
