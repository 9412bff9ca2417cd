-- Events in the columns of POLECAT, a row per event, several values parted by ";": those that took place and have a PLOVER type.
-- What copydesk does not know is empty.
WITH happened AS (
    SELECT * FROM known_events
    WHERE status IN ('reported', 'ongoing') AND event_type <> 'ANNOUNCE' AND confidence >= $min_confidence
), countries AS (
    SELECT event_id, role, string_agg(country_code, ';' ORDER BY country_code) AS codes FROM event_countries GROUP BY ALL
), reports AS (
    SELECT
        m.event_id, arg_min(a.language, (a.published_at, m.event_mention_id)) AS language,
        arg_min(coalesce(a.publisher, a.domain), (a.published_at, m.event_mention_id)) AS source,
        string_agg(DISTINCT m.actor_text, ';' ORDER BY m.actor_text) AS actor_raw,
        string_agg(DISTINCT m.recipient_text, ';' ORDER BY m.recipient_text) AS recipient_raw
    FROM event_mentions AS m JOIN articles AS a USING (article_id)
    WHERE m.event_id IS NOT NULL GROUP BY 1
)
SELECT
    e.event_id AS "Event ID", strftime(e.event_date_start, '%Y-%m-%d') AS "Event Date", e.event_type AS "Event Type",
    e.event_mode AS "Event Mode", e.intensity AS "Intensity",
    ['VERBAL COOPERATION', 'MATERIAL COOPERATION', 'VERBAL CONFLICT', 'MATERIAL CONFLICT'][e.quad_class] AS "Quad Code",
    array_to_string(e.contexts, ';') AS "Contexts",
    array_to_string(e.actor_names, ';') AS "Actor Name", x.codes AS "Actor Country", NULL AS "Actor COW",
    array_to_string(e.actor_sectors[:1], ';') AS "Primary Actor Sector", array_to_string(e.actor_sectors, ';') AS "Actor Sectors",
    NULL AS "Actor Title", o.actor_raw AS "Actor Name Raw", NULL AS "Wikipedia Actor ID",
    array_to_string(e.recipient_names, ';') AS "Recipient Name", y.codes AS "Recipient Country", NULL AS "Recipient COW",
    array_to_string(e.recipient_sectors[:1], ';') AS "Primary Recipient Sector",
    array_to_string(e.recipient_sectors, ';') AS "Recipient Sectors", NULL AS "Recipient Title",
    o.recipient_raw AS "Recipient Name Raw", NULL AS "Wikipedia Recipient ID",
    p.name AS "Placename", NULL AS "City", NULL AS "District", NULL AS "Province", e.place_country AS "Country",
    p.latitude AS "Latitude", p.longitude AS "Longitude", NULL AS "GeoNames ID", NULL AS "Raw Placename",
    NULL AS "Feature Type", o.source AS "Source", strftime(e.first_published_at, '%Y-%m-%d') AS "Publication Date",
    NULL AS "Story People", NULL AS "Story Organizations", NULL AS "Story Locations", o.language AS "Language",
    NULL AS "Version"
FROM happened AS e
LEFT JOIN reports AS o USING (event_id)
LEFT JOIN countries AS x ON x.event_id = e.event_id AND x.role = 'actor'
LEFT JOIN countries AS y ON y.event_id = e.event_id AND y.role = 'recipient'
LEFT JOIN known_entities AS p ON p.entity_id = e.place_id
ORDER BY "Event Date", e.event_id
