-- Who does what to whom, between countries, by period ($freq; with $or_bound that in which a bound ends, where no
-- other is told): events that took place, counted by what they are. An event with two
-- actors of two countries counts for both; within one country it has the same code twice.
WITH happened AS (
    SELECT
        event_id, quad_class, event_type,
        CASE WHEN date_trunc($freq, event_date_start) = date_trunc($freq, event_date_end)
            THEN CAST(date_trunc($freq, event_date_start) AS TIMESTAMP)
            WHEN $or_bound AND date_basis = 'bound' THEN CAST(date_trunc($freq, event_date_end) AS TIMESTAMP) END AS period
    FROM events
    WHERE status IN ('reported', 'ongoing') AND confidence >= $min_confidence
)
SELECT
    h.period, x.country_code AS actor_country, y.country_code AS recipient_country, count(*) AS n_events,
    count(*) FILTER (h.quad_class = 1) AS verbal_cooperation, count(*) FILTER (h.quad_class = 2) AS material_cooperation,
    count(*) FILTER (h.quad_class = 3) AS verbal_conflict, count(*) FILTER (h.quad_class = 4) AS material_conflict
FROM happened AS h
JOIN event_countries AS x ON x.event_id = h.event_id AND x.role = 'actor'
JOIN event_countries AS y ON y.event_id = h.event_id AND y.role = 'recipient'
WHERE list_contains($event_types, h.event_type) OR len($event_types) = 0
GROUP BY ALL
ORDER BY h.period, actor_country, recipient_country
