-- Events in the columns of GDELT 2.0, a row per pair of actor and recipient, as GDELT codes them: those that took place and have a
-- CAMEO root. Day is the event's where it is known, else that of the first report. EventCode is the root's unspecified code ("030").
-- What copydesk does not know is empty: codes of groups and religions, tone, FIPS codes, features; country codes are ISO alpha-3.
WITH happened AS (
    SELECT e.*, coalesce(CASE WHEN e.date_precision = 'day' THEN e.event_date_start END,
        date_trunc('day', CAST(e.first_published_at AS TIMESTAMP))) AS day
    FROM known_events AS e
    WHERE e.status IN ('reported', 'ongoing') AND e.cameo_root IS NOT NULL AND e.confidence >= $min_confidence
), pairs AS (
    SELECT *, unnest(CASE WHEN len(actor_names) = 0 THEN [NULL] ELSE actor_names END) AS actor FROM happened
), rows AS (
    SELECT *, unnest(CASE WHEN len(recipient_names) = 0 THEN [NULL] ELSE recipient_names END) AS recipient FROM pairs
), parties AS (
    SELECT event_id, role, name, max(country_code) AS country FROM event_parties GROUP BY ALL
), reports AS (
    SELECT
        m.event_id, arg_min(a.url, (a.published_at, m.event_mention_id)) AS url,
        CAST(bool_or(m.section <> 'body' OR m.sentence_index <= 2) AS INTEGER) AS is_root
    FROM event_mentions AS m JOIN articles AS a USING (article_id)
    WHERE m.event_id IS NOT NULL GROUP BY 1
)
SELECT
    CAST('0x' || left(md5(concat_ws('|', r.event_id, coalesce(actor, ''), coalesce(recipient, ''))), 13) AS BIGINT)
        AS "GLOBALEVENTID",
    CAST(strftime(day, '%Y%m%d') AS INTEGER) AS "SQLDATE", CAST(strftime(day, '%Y%m') AS INTEGER) AS "MonthYear",
    CAST(year(day) AS INTEGER) AS "Year", round(year(day) + (month(day) * 30 + day(day)) / 365, 4) AS "FractionDate",
    x.country AS "Actor1Code", upper(actor) AS "Actor1Name", x.country AS "Actor1CountryCode",
    NULL AS "Actor1KnownGroupCode", NULL AS "Actor1EthnicCode", NULL AS "Actor1Religion1Code",
    NULL AS "Actor1Religion2Code", NULL AS "Actor1Type1Code", NULL AS "Actor1Type2Code", NULL AS "Actor1Type3Code",
    y.country AS "Actor2Code", upper(recipient) AS "Actor2Name", y.country AS "Actor2CountryCode",
    NULL AS "Actor2KnownGroupCode", NULL AS "Actor2EthnicCode", NULL AS "Actor2Religion1Code",
    NULL AS "Actor2Religion2Code", NULL AS "Actor2Type1Code", NULL AS "Actor2Type2Code", NULL AS "Actor2Type3Code",
    is_root AS "IsRootEvent", cameo_root || '0' AS "EventCode", cameo_root || '0' AS "EventBaseCode",
    cameo_root AS "EventRootCode", quad_class AS "QuadClass", intensity AS "GoldsteinScale",
    r.n_mentions AS "NumMentions", r.n_publishers AS "NumSources", r.n_articles AS "NumArticles", NULL AS "AvgTone",
    NULL AS "Actor1Geo_Type", NULL AS "Actor1Geo_Fullname", NULL AS "Actor1Geo_CountryCode", NULL AS "Actor1Geo_ADM1Code",
    NULL AS "Actor1Geo_ADM2Code", NULL AS "Actor1Geo_Lat", NULL AS "Actor1Geo_Long", NULL AS "Actor1Geo_FeatureID",
    NULL AS "Actor2Geo_Type", NULL AS "Actor2Geo_Fullname", NULL AS "Actor2Geo_CountryCode", NULL AS "Actor2Geo_ADM1Code",
    NULL AS "Actor2Geo_ADM2Code", NULL AS "Actor2Geo_Lat", NULL AS "Actor2Geo_Long", NULL AS "Actor2Geo_FeatureID",
    NULL AS "ActionGeo_Type", p.name AS "ActionGeo_Fullname", r.place_country AS "ActionGeo_CountryCode",
    NULL AS "ActionGeo_ADM1Code", NULL AS "ActionGeo_ADM2Code", p.latitude AS "ActionGeo_Lat",
    p.longitude AS "ActionGeo_Long", NULL AS "ActionGeo_FeatureID",
    CAST(strftime(first_published_at, '%Y%m%d%H%M%S') AS BIGINT) AS "DATEADDED", url AS "SOURCEURL"
FROM rows AS r
LEFT JOIN reports AS o ON o.event_id = r.event_id
LEFT JOIN parties AS x ON x.event_id = r.event_id AND x.role = 'actor' AND x.name = actor
LEFT JOIN parties AS y ON y.event_id = r.event_id AND y.role = 'recipient' AND y.name = recipient
LEFT JOIN known_entities AS p ON p.entity_id = r.place_id
ORDER BY "SQLDATE", r.event_id, actor, recipient
