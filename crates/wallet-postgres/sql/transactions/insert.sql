-- insert_transactions   $1..$13 a column each, in key order; $14 first leg, $15 last leg; $16 wallet ids, $17 sequences;
-- $18 origins, each once, $19 which of them, from 1; $20 terms, $21 effects, $22 about
-- Plain: a key that someone else just took is 23505. The legs of all transactions are one array each, cut by position.
-- The other arrays are taken apart in step, as by insert_entries.
INSERT INTO transactions (shard_key, id, owner, idempotency_key, fingerprint, flow, status, asset_id, amount, reference,
                          description, metadata, wallet_ids, sequences, rejection, created_at, terms, effects, about, origin)
SELECT t.shard_key, t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow,
       CASE WHEN t.rejection IS NULL THEN 1 ELSE 2 END, t.asset_id, t.amount, t.reference,
       t.description, t.metadata, ($16::int8[])[t.first_leg:t.last_leg], ($17::int8[])[t.first_leg:t.last_leg],
       t.rejection::jsonb, t.created_at, t.terms, t.effects, t.about,
       ($18::text[])[t.origin]
  FROM (SELECT unnest($1::int2[]) AS shard_key, unnest($2::uuid[]) AS id, unnest($3::text[]) AS owner,
               unnest($4::text[]) AS idempotency_key, unnest($5::bytea[]) AS fingerprint, unnest($6::int2[]) AS flow,
               unnest($7::int4[]) AS asset_id, unnest($8::int8[]) AS amount, unnest($9::text[]) AS reference,
               unnest($10::text[]) AS description, unnest($11::text[]) AS metadata, unnest($12::text[]) AS rejection,
               unnest($13::timestamptz[]) AS created_at, unnest($14::int4[]) AS first_leg, unnest($15::int4[]) AS last_leg,
               unnest($19::int4[]) AS origin, unnest($20::text[]) AS terms, unnest($21::text[]) AS effects,
               unnest($22::uuid[]) AS about) AS t
