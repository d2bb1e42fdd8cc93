-- insert_transactions   $1..$13 a column each, in key order; $14 first leg, $15 last leg; $16 wallet ids, $17 sequences;
-- $18 origins, each once, $19 which of them, from 1; $20 terms, $21 effects, $22 about
-- Plain: a key that someone else just took is 23505. The legs of all transactions are one array each, cut by position.
INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id, amount, reference,
                          description, metadata, wallet_ids, sequences, rejection, created_at, terms, effects, about, origin)
SELECT t.shard_key, t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow,
       CASE WHEN t.rejection IS NULL THEN 1 ELSE 2 END, t.asset_id, t.amount, t.reference,
       t.description, t.metadata, ($16::int8[])[t.first_leg:t.last_leg], ($17::int8[])[t.first_leg:t.last_leg],
       t.rejection::jsonb, t.created_at, t.terms, t.effects, t.about,
       ($18::text[])[t.origin]
  FROM unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::int2[], $7::int4[], $8::int8[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::int4[], $15::int4[],
              $19::int4[], $20::text[], $21::text[], $22::uuid[])
    AS t (shard_key, id, owner, idempotency_key, fingerprint, flow, asset_id, amount,
          reference, description, metadata, rejection, created_at, first_leg, last_leg, origin,
          terms, effects, about)
