//! Ledgers of every shape, made by SQL: a plan depends on how many rows there are, how they lie and what is known of it.

use tokio_postgres::Client;

/// How many players there are and what they did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) wallets: i64,
    /// Each has two entries.
    pub(crate) transactions: i64,
    /// Whether the treasury pays all of it, so that half of all entries are its own.
    pub(crate) is_hot: bool,
}

/// The shard key of a player by number; any spread will do.
pub(crate) fn shard_key(player: i64) -> i64 {
    player * 7919 % 1024
}

pub(crate) fn wallet_id(player: i64) -> i64 {
    shard_key(player) << 48 | player
}

/// The transaction of that number, of that player.
pub(crate) fn transaction_id(player: i64, number: i64) -> String {
    format!("{:04x}0000-0000-8000-8000-{number:012x}", shard_key(player))
}

impl Shape {
    /// Which player a transaction credits.
    pub(crate) fn player_of(&self, transaction: i64) -> i64 {
        if self.is_hot {
            (transaction - 1) % self.wallets + 1
        } else {
            2 * ((transaction - 1) % (self.wallets / 2)) + 2
        }
    }
}

/// Holds are transactions from here on, and so is what is about them.
pub(crate) const FIRST_HOLD: i64 = 1_000_000;
const FIRST_ABOUT: i64 = 2_000_000;
/// Half of them are in the first player's wallet.
const HOLDS: i64 = 2_000;

/// What does not depend on the shape, and the functions that the rest is made by.
pub(crate) const GROUND: &str = "
    DO $$ DECLARE t text; BEGIN
        FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = false)', t);
        END LOOP;
    END $$;
    CREATE FUNCTION shard_of(player int8) RETURNS int2 LANGUAGE sql IMMUTABLE AS
        $$ SELECT ($1 * 7919 % 1024)::int2 $$;
    CREATE FUNCTION wallet_of(player int8) RETURNS int8 LANGUAGE sql IMMUTABLE AS
        $$ SELECT ($1 * 7919 % 1024) << 48 | $1 $$;
    CREATE FUNCTION transaction_of(player int8, number int8) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT (lpad(to_hex($1 * 7919 % 1024), 4, '0') || '0000-0000-8000-8000-' || lpad(to_hex($2), 12, '0'))::uuid $$;
    CREATE FUNCTION add_transactions(ids uuid[], flow int2, about uuid[]) RETURNS void LANGUAGE sql AS $$
        INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id, amount,
                                  wallet_ids, sequences, created_at, about)
        SELECT shard_key_of(t.id), t.id, 'player', t.id::text, decode(repeat('00', 32), 'hex'), flow, 1, 1, 1,
               '{}', '{}', '2026-01-01', t.about
          FROM unnest(ids, about) AS t (id, about) $$;";

/// A few assets, keys and verifications, and the service's own wallets.
pub(crate) const BASICS: &str = "
    INSERT INTO assets (id, code, name, created_at) VALUES (1, 'GOLD_COINS', 'x', now()), (2, 'GEMS', 'x', now());
    INSERT INTO api_keys (id, name, digest, scopes, created_at)
    SELECT lpad(i::text, 12, '0'), 'x', decode(repeat('00', 32), 'hex'), 'read', now() FROM generate_series(1, 5) i;
    INSERT INTO cap_usages SELECT lpad(i::text, 12, '0'), o, '{}' FROM generate_series(1, 50) i, unnest('{\"\",player_1}'::text[]) o;
    INSERT INTO approvals SELECT lpad(i::text, 32, '0')::uuid, 'pending', now(), '{}' FROM generate_series(1, 50) i;
    INSERT INTO verifications (finished_at, findings) SELECT now(), 0 FROM generate_series(1, 50);
    INSERT INTO backups (finished_at, findings) SELECT now(), 0 FROM generate_series(1, 50);
    INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                         last_entry_at, created_at)
    SELECT 0, 900000000 + i, owner, 1, 0, 0, 0, 0, CASE WHEN i = 1 THEN -9007199254740991 ELSE 0 END, 1, now(), now()
      FROM unnest('{system:issuance,system:treasury,system:revenue}'::text[]) WITH ORDINALITY AS o (owner, i);";

/// Players and transactions of a shape, those in these ranges.
pub(crate) async fn fill(client: &Client, shape: Shape, wallets: (i64, i64), transactions: (i64, i64)) {
    let Shape { wallets: count, is_hot, .. } = shape;
    let ((w0, w1), (t0, t1)) = (wallets, transactions);
    // Who pays, who is paid, and which of their entries it is.
    let legs = if is_hot {
        format!(
            "900000002::int8 AS d, wallet_of((k - 1) % {count} + 1) AS c, k AS ds, (k - 1) / {count} + 1 AS cs,
                 (k - 1) % {count} + 1 AS player"
        )
    } else {
        let half = count / 2;
        format!(
            "wallet_of(2 * ((k - 1) % {half}) + 1) AS d, wallet_of(2 * ((k - 1) % {half}) + 2) AS c,
                 (k - 1) / {half} + 1 AS ds, (k - 1) / {half} + 1 AS cs, 2 * ((k - 1) % {half}) + 2 AS player"
        )
    };
    let sql = format!(
        "INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                              last_entry_at, created_at, held, debt)
         SELECT shard_of(i), wallet_of(i), 'player_' || i, 1, 0, 1000000, 1, 1, 0, 1, now(), now(),
                CASE WHEN i <= 20 THEN 1 ELSE 0 END, CASE WHEN i % 100 = 0 THEN 1 ELSE 0 END
           FROM generate_series({w0}::int8, {w1}) i;
         INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                              last_entry_at, created_at)
         SELECT shard_of(i), wallet_of(i) | (1 << 30), 'system:debt:player_' || i, 1, 0, -1, 1, 1, -9007199254740991, 1,
                now(), now()
           FROM generate_series({w0}::int8, {w1}) i WHERE i % 100 = 0;
         INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id, amount,
                                   wallet_ids, sequences, created_at)
         SELECT shard_of(player), transaction_of(player, k), 'player_' || player, 'k' || k,
                decode(repeat('00', 32), 'hex'), 2, 1, 1, 1, ARRAY[d, c], ARRAY[ds, cs], now()
           FROM (SELECT k, {legs} FROM generate_series({t0}::int8, {t1}) k) AS t;
         INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
         SELECT (l.wallet >> 48)::int2, l.wallet, l.sequence, transaction_of(player, k), l.amount, 1, now()
           FROM (SELECT k, {legs} FROM generate_series({t0}::int8, {t1}) k) AS t
          CROSS JOIN LATERAL (VALUES (d, ds, -1), (c, cs, 1)) AS l (wallet, sequence, amount);
         INSERT INTO commits (lane, stripe_key, number, transaction_ids, created_at)
         SELECT 0, 0, k, '{{}}', now() FROM generate_series({t0}::int8, {t1}) k;
         INSERT INTO payments (shard_key, payment_ref, ordinal, transaction_id)
         SELECT shard_key_of_payment('pay_' || k / 2), 'pay_' || k / 2, k % 2 + 1, transaction_of(1, k)
           FROM generate_series({t0}::int8, {t1}) k;
         UPDATE lanes SET number = {t1}, head = decode(repeat('00', 32), 'hex') WHERE lane = 0;"
    );
    client.batch_execute(&sql).await.expect("valid rows");
}

/// Holds, open and ended, what is about them, and what operators changed.
pub(crate) async fn fill_claims(client: &Client, shape: Shape) {
    let count = shape.wallets;
    let sql = format!(
        "CREATE TEMP TABLE holds AS
         SELECT h, CASE WHEN h % 2 = 1 THEN 1 ELSE h % {count} + 1 END AS player FROM generate_series(1::int8, {HOLDS}) h;
         SELECT add_transactions(array_agg(transaction_of(player, {FIRST_HOLD} + h)), 5::int2, NULL) FROM holds;
         INSERT INTO claims (shard_key, id, kind, wallet_id, amount, taken, status, expires_at)
         SELECT shard_of(player), transaction_of(player, {FIRST_HOLD} + h), 1, wallet_of(player), 2, 0,
                CASE WHEN h % 3 = 0 THEN 4 ELSE 1 END,
                CASE WHEN h % 10 = 0 THEN timestamptz '2020-01-01' ELSE timestamptz '2030-01-01' END + h * interval '1 s'
           FROM holds;
         SELECT add_transactions(array_agg(transaction_of(CASE WHEN h <= 500 THEN 1 ELSE player END, {FIRST_ABOUT} + h)),
                                 8::int2,
                                 array_agg(CASE WHEN h <= 500 THEN transaction_of(1, {FIRST_HOLD} + 1)
                                                ELSE transaction_of(player, {FIRST_HOLD} + h) END)) FROM holds;
         DROP TABLE holds;
         INSERT INTO changes (at, actor, action, object, owner, asset, after)
         SELECT now(), 'x', 'freeze', CASE WHEN n % 5 = 0 THEN 'id_' || n END, CASE WHEN n % 4 = 0 THEN NULL WHEN n % 2 = 0 THEN 'player_1' ELSE 'player_' || n END,
                CASE WHEN n % 3 = 0 THEN 'GEMS' ELSE 'GOLD_COINS' END, 'x'
           FROM generate_series(1, 2000) n;"
    );
    client.batch_execute(&sql).await.expect("valid rows");
}
