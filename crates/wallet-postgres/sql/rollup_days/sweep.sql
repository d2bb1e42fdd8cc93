-- sweep_rollup_days   $1 first built, $2 built behind the last, $3 how many
-- Along the key, a few at once: nobody waits for what is read no more.
DELETE FROM rollup_days
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM rollup_days WHERE built >= $1 AND built < $2 LIMIT $3))
RETURNING built
