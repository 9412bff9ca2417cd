-- The countries of those who act and of those acted upon, each once per event and role.
SELECT DISTINCT event_id, role, country_code
FROM event_parties
WHERE country_code IS NOT NULL
