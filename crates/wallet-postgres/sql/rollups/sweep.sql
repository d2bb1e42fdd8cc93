-- sweep_rollups   $1 first built, $2 built behind the last, $3 how many
-- Along the key, a few at once: nobody waits for what is read no more.
DELETE FROM rollups
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM rollups WHERE built >= $1 AND built < $2 LIMIT $3))
RETURNING built
