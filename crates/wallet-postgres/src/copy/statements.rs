//! The statements of copying, each with its name, what it takes and why it is the way it is.

pub(super) const HAS_RECORDS: &str = "
    -- has_records
    -- Whether anybody has put anything into the store.
    SELECT EXISTS (SELECT FROM assets) OR EXISTS (SELECT FROM wallets) OR EXISTS (SELECT FROM transactions)
        OR EXISTS (SELECT FROM ledger_entries) OR EXISTS (SELECT FROM commits) OR EXISTS (SELECT FROM api_keys)";
pub(super) const INSERT_COPY: &str = "
    -- insert_copy   $1 source, $2 time
    -- Unfinished until finish_copy.
    INSERT INTO copies (number, source, began_at) VALUES (1, $1, $2)";
pub(super) const LOCK_COPY: &str = "
    -- lock_copy
    -- What is taken in comes one after the other, and only into a copy that is not whole.
    SELECT 1 FROM copies WHERE finished_at IS NULL FOR UPDATE";
pub(super) const EXPORT_ASSETS: &str = "
    -- export_assets
    -- Every asset with when it was created.
    SELECT code, name, description, policy, created_at FROM assets ORDER BY code";
pub(super) const EXPORT_LANES: &str = "
    -- export_lanes
    -- Every lane with the number of its latest commit.
    SELECT lane, number FROM lanes ORDER BY lane";
pub(super) const EXPORT_WALLETS: &str = "
    -- export_wallets   $1 the id before, $2 how many
    -- Every stripe, with when it was opened; along the key.
    SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner,
           (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.stripe, w.created_at, w.usage
      FROM wallets w
     WHERE w.id > $1
     ORDER BY w.id
     LIMIT $2";
pub(super) const EXPORT_CLAIMS: &str = "
    -- export_claims   $1 and $2 the shard key and the id before, $3 how many
    -- Along the key.
    SELECT id, kind, wallet_id, amount, taken, status, expires_at
      FROM claims WHERE (shard_key, id) > ($1::int2, $2::uuid) ORDER BY shard_key, id LIMIT $3";
pub(super) const EXPORT_COMMITS: &str = "
    -- export_commits   $1 lane, $2 the number before, $3 how many
    -- Along the key.
    SELECT number, previous, root, transaction_ids, created_at
      FROM commits WHERE lane = $1 AND number > $2 ORDER BY number LIMIT $3";
pub(super) const ADD_LANES: &str = "
    -- add_lanes   $1 how many there are to be
    -- Or leaves those that are there.
    INSERT INTO lanes (lane) SELECT lane::int2 FROM generate_series(0, $1::int4 - 1) AS s (lane)
    ON CONFLICT (lane) DO NOTHING";
pub(super) const DROP_LANES: &str = "
    -- drop_lanes   $1 how many there are to be
    -- What `wallet migrate` gave a database that was still empty; the next one gives it again.
    DELETE FROM lanes WHERE lane >= $1::int4 AND number = 0";
pub(super) const IMPORT_ASSET: &str = "
    -- import_asset   $1 code, $2 name, $3 description, $4 time, $5 policy
    -- Or brings the one that has the code to what it is by now.
    INSERT INTO assets (code, name, description, created_at, policy) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, description = excluded.description, policy = excluded.policy";
pub(super) const EXPORT_CHANGES: &str = "
    -- export_changes   $1 the number before, $2 how many
    -- The oldest first.
    SELECT number, at, actor, reason, action, owner, asset, before, after
      FROM changes WHERE number > $1 ORDER BY number LIMIT $2";
pub(super) const IMPORT_CHANGE: &str = "
    -- import_change   in the order of the columns
    -- Or leaves the one that has the number.
    INSERT INTO changes (number, at, actor, reason, action, owner, asset, before, after)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (number) DO NOTHING";
pub(super) const ADVANCE_CHANGE_NUMBERS: &str = "
    -- advance_change_numbers
    -- The next change's number is behind all that came.
    SELECT setval(pg_get_serial_sequence('changes', 'number'), n.latest) FROM (SELECT max(number) AS latest FROM changes) n
     WHERE n.latest IS NOT NULL";
pub(super) const IMPORT_WALLETS: &str = "
    -- import_wallets   $1 ids, $2 owners, $3 asset codes, $4 stripes, $5 floors, $6 times
    -- Empty, as every wallet begins; or leaves those that are there.
    INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                         last_entry_at, created_at)
    SELECT (w.id >> 48)::int2, w.id, w.owner, (SELECT a.id FROM assets a WHERE a.code = w.asset), w.stripe, 0, 0, 0, w.floor, 1, w.created_at, w.created_at
      FROM unnest($1::int8[], $2::text[], $3::text[], $4::int2[], $5::int8[], $6::timestamptz[])
        AS w (id, owner, asset, stripe, floor, created_at)
    ON CONFLICT (shard_key, id) DO NOTHING";
pub(super) const FIND_STATES: &str = "
    -- find_states   $1 ids
    -- Each by its whole key.
    SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
      FROM unnest($1::int8[]) AS f (id)
     CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.id = f.id LIMIT 1) w";
pub(super) const LOCK_LANES: &str = "
    -- lock_lanes
    -- In order, as whoever locks several does.
    SELECT lane, number FROM lanes ORDER BY lane FOR NO KEY UPDATE";
pub(super) const LOCK_STATES: &str = "
    -- lock_states   $1 ids
    -- In the order that they are given in, which is that of their ids.
    SELECT w.id, w.sequence
      FROM unnest($1::int8[]) AS f (id)
     CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.id = f.id FOR NO KEY UPDATE) w";
pub(super) const FIND_ASSET_IDS: &str = "
    -- find_asset_ids
    -- A small table.
    SELECT code, id FROM assets";
pub(super) const INSERT_COMMITS: &str = "
    -- insert_commits   $1 lanes, $2 numbers, $3 hashes before, $4 roots, $5 first and $6 last ids' places, $7 ids, $8 times
    -- The ids of all commits are one array, cut by position.
    INSERT INTO commits (lane, number, previous, root, transaction_ids, created_at)
    SELECT c.lane, c.number, c.previous, c.root, ($7::uuid[])[c.first_id:c.last_id], c.created_at
      FROM unnest($1::int2[], $2::int8[], $3::bytea[], $4::bytea[], $5::int4[], $6::int4[], $8::timestamptz[])
        AS c (lane, number, previous, root, first_id, last_id, created_at)";
pub(super) const FIND_LOWEST_PAYMENTS: &str = "
    -- find_lowest_payments   $1 shard keys int2[], $2 payment_refs text[]
    -- Of each that is filed, the lowest ordinal.
    SELECT f.slot, lowest.ordinal
      FROM unnest($1::int2[], $2::text[]) WITH ORDINALITY AS f (shard_key, payment_ref, slot)
     CROSS JOIN LATERAL (
           SELECT p.ordinal FROM payments p
            WHERE p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref ORDER BY p.ordinal LIMIT 1
           ) lowest";
pub(super) const ADVANCE_LANES: &str = "
    -- advance_lanes   $1 lanes, $2 numbers, $3 hashes
    -- They are locked.
    UPDATE lanes l SET number = u.number, head = u.head
      FROM unnest($1::int2[], $2::int8[], $3::bytea[]) AS u (lane, number, head)
     WHERE l.lane = ANY (ARRAY[u.lane])";
pub(super) const SETTLE_WALLETS: &str = "
    -- settle_wallets   $1 ids, $2 held, $3 versions, $4 statuses, $5 times, $6 usages, $7 debts
    -- What of a copied wallet does not follow from its entries.
    UPDATE wallets w SET held = u.held, version = u.version, status = u.status, last_entry_at = u.last_entry_at,
                         usage = u.usage, debt = u.debt
      FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int2[], $5::timestamptz[], $6::text[],
                  $7::int8[])
        AS u (id, held, version, status, last_entry_at, usage, debt)
     WHERE w.id = ANY (ARRAY[u.id])";
pub(super) const ADVANCE_WALLET_NUMBERS: &str = "
    -- advance_wallet_numbers
    -- The next wallet's number is behind all that came.
    SELECT setval('wallet_numbers', n.latest) FROM (SELECT max(id & ((1::int8 << 48) - 1)) AS latest FROM wallets) n
     WHERE n.latest IS NOT NULL";
pub(super) const FINISH_COPY: &str = "
    -- finish_copy   $1 time
    -- From now on a store like any other.
    UPDATE copies SET finished_at = $1 WHERE finished_at IS NULL";
