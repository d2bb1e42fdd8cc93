-- What verify looks for: each query gives (subject, detail) of what is wrong, $1 rows at most. Set-based, one snapshot.

-- check 1: a posted transaction's entries sum to zero per asset
SELECT 'transaction ' || e.transaction_id, 'entries of ' || a.code || ' sum to ' || sum(e.amount)
  FROM ledger_entries e
  JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
  JOIN assets a ON a.id = w.asset_id
 GROUP BY e.transaction_id, a.code
HAVING sum(e.amount) <> 0
 LIMIT $1;

-- check 1: a posted transaction has two entries or more, a rejected one none, and its legs are these entries
SELECT 'transaction ' || t.id,
       CASE WHEN t.status = 1 AND coalesce(e.n, 0) < 2 THEN 'posted with ' || coalesce(e.n, 0) || ' entries'
            WHEN t.status = 2 AND e.n IS NOT NULL THEN 'rejected with ' || e.n || ' entries'
            ELSE 'has ' || coalesce(e.n, 0) || ' entries and ' || cardinality(t.wallet_ids) || ' legs' END
  FROM transactions t
  LEFT JOIN (SELECT transaction_id, count(*) AS n FROM ledger_entries GROUP BY transaction_id) e
         ON e.transaction_id = t.id
 WHERE (t.status = 1 AND coalesce(e.n, 0) < 2)
    OR (t.status = 2 AND e.n IS NOT NULL)
    OR coalesce(e.n, 0) <> cardinality(t.wallet_ids)
 LIMIT $1;

-- check 1: every leg is an entry of its transaction
SELECT 'transaction ' || t.id, 'leg ' || l.leg || ' (wallet ' || l.wallet_id || ', sequence ' || l.sequence || ') is no entry of it'
  FROM transactions t
 CROSS JOIN LATERAL unnest(t.wallet_ids, t.sequences) WITH ORDINALITY AS l (wallet_id, sequence, leg)
  LEFT JOIN ledger_entries e ON e.shard_key = (l.wallet_id >> 48)::int2 AND e.wallet_id = l.wallet_id
                            AND e.sequence = l.sequence AND e.transaction_id = t.id
 WHERE e.transaction_id IS NULL
 LIMIT $1;

-- check 1: no entry is zero, and every entry has its transaction
SELECT 'wallet ' || coalesce(w.owner || ' ' || a.code, e.wallet_id::text),
       'entry ' || e.sequence || CASE WHEN e.amount = 0 THEN ' is zero' ELSE ' belongs to no transaction: ' || e.transaction_id END
  FROM ledger_entries e
  LEFT JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
  LEFT JOIN assets a ON a.id = w.asset_id
  LEFT JOIN transactions t ON t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id
 WHERE e.amount = 0 OR t.id IS NULL
 LIMIT $1;

-- check 2: a wallet's balance is the sum of its entries, and its sequence their number
SELECT 'wallet ' || w.owner || ' ' || a.code,
       'balance ' || w.balance || ', sequence ' || w.sequence || '; its ' || coalesce(e.n, 0) || ' entries sum to ' || coalesce(e.total, 0)
  FROM wallets w
  JOIN assets a ON a.id = w.asset_id
  LEFT JOIN (SELECT shard_key, wallet_id, count(*) AS n, sum(amount) AS total, max(sequence) AS last
               FROM ledger_entries GROUP BY shard_key, wallet_id) e
         ON e.shard_key = w.shard_key AND e.wallet_id = w.id
 WHERE w.balance <> coalesce(e.total, 0) OR w.sequence <> coalesce(e.n, 0) OR w.sequence <> coalesce(e.last, 0)
 LIMIT $1;

-- check 2: entries are numbered 1, 2, 3, ... and each balance_after follows from the one before
SELECT 'wallet ' || coalesce(w.owner || ' ' || a.code, e.wallet_id::text),
       'entry ' || e.sequence || ' of ' || e.amount || ' has balance_after ' || e.balance_after
       || ' and follows entry ' || e.sequence_before || ' with ' || e.balance_before
  FROM (SELECT shard_key, wallet_id, sequence, amount, balance_after,
               lag(sequence, 1, 0::int8) OVER history AS sequence_before,
               lag(balance_after, 1, 0::int8) OVER history AS balance_before
          FROM ledger_entries
        WINDOW history AS (PARTITION BY shard_key, wallet_id ORDER BY sequence)) e
  LEFT JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
  LEFT JOIN assets a ON a.id = w.asset_id
 WHERE e.sequence <> e.sequence_before + 1 OR e.balance_after <> e.balance_before + e.amount OR w.id IS NULL
 LIMIT $1;

-- check 3: no wallet is below its floor, which is 0 but for the contra wallet
SELECT 'wallet ' || w.owner || ' ' || a.code, 'balance ' || w.balance || ', floor ' || w.floor
  FROM wallets w
  JOIN assets a ON a.id = w.asset_id
 WHERE w.balance < w.floor
    OR w.floor <> CASE WHEN w.owner = 'system:issuance' THEN -9007199254740991 ELSE 0 END
 LIMIT $1;

-- check 3: the wallets of an asset sum to zero
SELECT 'asset ' || a.code, 'its wallets sum to ' || sum(w.balance)
  FROM wallets w
  JOIN assets a ON a.id = w.asset_id
 GROUP BY a.code
HAVING sum(w.balance) <> 0
 LIMIT $1;

-- check 4: the triggers that refuse change are there and enabled
SELECT 'table ' || e.table_name, 'trigger ' || e.trigger_name || ' is missing or disabled'
  FROM (VALUES ('transactions', 'transactions_immutable'), ('ledger_entries', 'entries_immutable'),
               ('commits', 'commits_immutable')) AS e (table_name, trigger_name)
  LEFT JOIN pg_trigger t ON t.tgrelid = e.table_name::regclass AND t.tgname = e.trigger_name AND t.tgenabled IN ('O', 'A')
 WHERE t.oid IS NULL
 LIMIT $1;

-- check 4: every transaction is in just one commit, and commits are numbered without gaps
SELECT 'transaction ' || coalesce(t.id, c.id), 'is in ' || coalesce(c.n, 0) || ' commits' || CASE WHEN t.id IS NULL THEN ' and missing' ELSE '' END
  FROM transactions t
  FULL JOIN (SELECT u.id, count(*) AS n FROM commits CROSS JOIN LATERAL unnest(transaction_ids) AS u (id) GROUP BY u.id) c
         ON c.id = t.id
 WHERE t.id IS NULL OR coalesce(c.n, 0) <> 1
 LIMIT $1;

-- check 4: every transaction is in just one commit, and commits are numbered without gaps
SELECT 'lane ' || l.lane, 'is at commit ' || l.number || ' and has ' || count(c.number) || ' up to ' || coalesce(max(c.number), 0)
  FROM lanes l
  LEFT JOIN commits c ON c.lane = l.lane
 GROUP BY l.lane, l.number
HAVING count(c.number) <> l.number OR coalesce(max(c.number), 0) <> l.number
 LIMIT $1;

-- check 1: a transaction moves what was asked for
SELECT 'transaction ' || t.id, 'of ' || t.amount || ' has an entry of ' || e.amount
  FROM ledger_entries e
  JOIN transactions t ON t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id
  JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id AND w.owner = t.owner
 WHERE abs(e.amount) <> t.amount
 LIMIT $1;

-- check 5: a transaction's fingerprint is that of its row (Fingerprint::of)
SELECT 'transaction ' || t.id, 'its row does not match its fingerprint'
  FROM transactions t
  LEFT JOIN assets a ON a.id = t.asset_id
 WHERE t.fingerprint <> sha256('wallet command 1'::bytea || int2send(t.flow) || int8send(t.amount)
       || fingerprint_part(t.owner) || fingerprint_part(coalesce(a.code, t.rejection ->> 'asset'))
       || fingerprint_part(t.reference) || fingerprint_part(t.description) || fingerprint_part(t.metadata))
 LIMIT $1;

-- check 5: a transaction's id is the name of its owner and key (TransactionId::of)
SELECT 'transaction ' || t.id, 'is not the name of owner ' || t.owner || ' and key ' || t.idempotency_key
  FROM (SELECT t.*,
               lpad(to_hex(t.shard_key::int4), 4, '0')
               || encode(sha256(convert_to(t.owner, 'UTF8') || '\x00'::bytea || convert_to(t.idempotency_key, 'UTF8')), 'hex') AS name
          FROM transactions t) t
 WHERE overlay(overlay(left(t.name, 32) PLACING '8' FROM 13)
               PLACING to_hex((('x' || substr(t.name, 17, 1))::bit(4)::int4 & 3) | 8) FROM 17) <> replace(t.id::text, '-', '')
 LIMIT $1;
