-- find_cap_usage   $1 key, $2 owner
-- What it has used in all, if the owner is empty.
SELECT usage FROM cap_usages WHERE key = $1 AND owner = $2
