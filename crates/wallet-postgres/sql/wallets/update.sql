-- update_wallets   $1 ids, $2 balances, $3 held, $4 debts, $5 sequences, $6 versions, $7 times
-- The rows are locked. No indexed column changes unless a debt does, so the update stays on its page.
UPDATE wallets w
   SET balance = u.balance, held = u.held, debt = u.debt, sequence = u.sequence, version = u.version,
       last_entry_at = u.last_entry_at
  FROM (SELECT unnest($1::int8[]) AS id, unnest($2::int8[]) AS balance, unnest($3::int8[]) AS held,
               unnest($4::int8[]) AS debt, unnest($5::int8[]) AS sequence, unnest($6::int8[]) AS version,
               unnest($7::timestamptz[]) AS last_entry_at) AS u
 WHERE w.id = ANY (ARRAY[u.id])
