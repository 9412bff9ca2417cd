-- The life of an article ($article_id): each record that carries it, in the order of publication.
SELECT
    c.published_at, coalesce(c.publisher, a.domain) AS publisher, c.kind, c.similarity, c.agency, c.title, c.url,
    c.raw_path, c.raw_position, c.record_id, c.article_id
FROM copies AS c
JOIN articles AS a USING (article_id)
WHERE c.article_id = $article_id
ORDER BY c.published_at, c.record_id
