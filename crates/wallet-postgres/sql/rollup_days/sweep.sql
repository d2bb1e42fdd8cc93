-- sweep_rollup_days   $1 first built, $2 built behind the last, $3 how many
-- Along the key, a few at once. In its order, or all that is to go would be looked at for each few.
DELETE FROM rollup_days
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM rollup_days WHERE built >= $1 AND built < $2
                          ORDER BY built, asset, day LIMIT $3))
RETURNING built
