-- find_cap_usage   ?1 key, ?2 owner
-- By the primary key.
SELECT usage FROM cap_usages WHERE key = ?1 AND owner = ?2
