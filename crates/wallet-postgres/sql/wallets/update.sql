-- update_wallets   $1 ids, $2 balances, $3 held, $4 debts, $5 sequences, $6 versions, $7 times
-- The rows are locked. No indexed column changes unless a debt does, so the update stays on its page.
UPDATE wallets w
   SET balance = u.balance, held = u.held, debt = u.debt, sequence = u.sequence, version = u.version,
       last_entry_at = u.last_entry_at
  FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::timestamptz[])
    AS u (id, balance, held, debt, sequence, version, last_entry_at)
 WHERE w.id = ANY (ARRAY[u.id])
