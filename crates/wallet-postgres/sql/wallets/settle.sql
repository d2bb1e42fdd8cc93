-- settle_wallets   $1 ids, $2 held, $3 versions, $4 statuses, $5 times, $6 usages, $7 debts
-- The columns of a copied wallet that do not follow from its entries.
UPDATE wallets w SET held = u.held, version = u.version, status = u.status, last_entry_at = u.last_entry_at,
                     usage = u.usage, debt = u.debt
  FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int2[], $5::timestamptz[], $6::text[],
              $7::int8[])
    AS u (id, held, version, status, last_entry_at, usage, debt)
 WHERE w.id = ANY (ARRAY[u.id])
