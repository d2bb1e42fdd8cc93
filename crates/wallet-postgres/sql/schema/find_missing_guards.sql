-- find_missing_guards
-- The triggers that refuse changes must be there and enabled, and the constraint that the walks rely on.
SELECT e.table_name, 'trigger ' || e.trigger_name || ' is missing or disabled' AS detail
  FROM (VALUES ('transactions', 'transactions_immutable'), ('ledger_entries', 'entries_immutable'),
               ('commits', 'commits_immutable'), ('claims', 'claims_end_once'), ('claims', 'claims_kept'),
               ('payments', 'payments_immutable'), ('changes', 'changes_immutable'),
               ('feed', 'feed_immutable'), ('api_keys', 'api_keys_unchanged'), ('api_keys', 'api_keys_kept'),
               ('approvals', 'approvals_advance'), ('approvals', 'approvals_kept')) AS e (table_name, trigger_name)
  LEFT JOIN pg_trigger t ON t.tgrelid = e.table_name::regclass AND t.tgname = e.trigger_name
                        AND t.tgenabled IN ('O', 'A')
 WHERE t.oid IS NULL
 UNION ALL
SELECT 'wallets', 'constraint wallets_id_carries_shard_key is missing or not validated'
 WHERE NOT EXISTS (SELECT FROM pg_constraint
                    WHERE conrelid = 'wallets'::regclass AND conname = 'wallets_id_carries_shard_key'
                      AND convalidated)
