-- Pairs of entities that the same articles name, the most shared first. `lift` is how many times more often than if the two were
-- spread over the articles independently.
WITH named AS (
    SELECT DISTINCT m.article_id, m.entity_id
    FROM mentions AS m
    JOIN entities AS e USING (entity_id)
    WHERE e.entity_type IN (SELECT unnest($entity_types)) AND e.n_articles >= $min_articles
), pairs AS (
    SELECT x.entity_id AS entity_id_a, y.entity_id AS entity_id_b, count(*) AS n_articles
    FROM named AS x
    JOIN named AS y ON x.article_id = y.article_id AND x.entity_id < y.entity_id
    GROUP BY ALL
    HAVING count(*) >= $min_articles
)
SELECT
    x.name AS entity_a, y.name AS entity_b, p.n_articles,
    p.n_articles * (SELECT count(*) FROM articles) / (x.n_articles * y.n_articles) AS lift,
    x.entity_type AS type_a, y.entity_type AS type_b, p.entity_id_a, p.entity_id_b
FROM pairs AS p
JOIN entities AS x ON x.entity_id = p.entity_id_a
JOIN entities AS y ON y.entity_id = p.entity_id_b
ORDER BY p.n_articles DESC, entity_a, entity_b, p.entity_id_a, p.entity_id_b
