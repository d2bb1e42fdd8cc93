-- find_cap_usage   $1 key
-- What it has used in all.
SELECT usage FROM cap_usages WHERE key = $1 AND owner = ''
