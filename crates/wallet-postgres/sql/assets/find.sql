-- find_assets   $1 codes text[]
-- Read in every batch, never cached across: another server may have created or changed one.
SELECT f.slot, a.id, a.policy
  FROM unnest($1::text[]) WITH ORDINALITY AS f (code, slot)
 CROSS JOIN LATERAL (SELECT a.id, a.policy FROM assets a WHERE a.code = f.code LIMIT 1) a
