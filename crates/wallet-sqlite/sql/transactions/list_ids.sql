-- list_id_chunk   ?1 the id before, ?2 how many
-- From the index alone. An id of another length is none: its commit misses it.
SELECT id FROM transactions WHERE id > ?1 AND length(id) = 16 ORDER BY id LIMIT ?2
