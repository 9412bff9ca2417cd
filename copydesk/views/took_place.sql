-- Events that are said to have taken place (neither planned, threatened, claimed nor history). `period` begins the day, week,
-- month, quarter or year ($freq) in which the event lies; it is null where the text does not tell which one, unless $or_bound says to
-- take the one in which a bound ends: mostly that of the report.
SELECT
    CASE WHEN date_trunc($freq, event_date_start) = date_trunc($freq, event_date_end)
        THEN CAST(date_trunc($freq, event_date_start) AS TIMESTAMP)
        WHEN $or_bound AND date_basis = 'bound' THEN CAST(date_trunc($freq, event_date_end) AS TIMESTAMP) END AS period,
    *
FROM events
WHERE status IN ('reported', 'ongoing') AND confidence >= $min_confidence
ORDER BY period, event_id
