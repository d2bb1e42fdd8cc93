-- find_missing_guards   as on plain PostgreSQL
-- The coordinator's tables are empty: each shard has the triggers of its table, with its number behind their names.
WITH guards (table_name, trigger_name) AS (
    VALUES ('transactions', 'transactions_immutable'), ('ledger_entries', 'entries_immutable'),
           ('commits', 'commits_immutable'), ('claims', 'claims_end_once'), ('claims', 'claims_kept'),
           ('payments', 'payments_immutable')
)
SELECT e.table_name, 'trigger ' || e.trigger_name || ' is missing or disabled' AS detail
  FROM (SELECT * FROM guards UNION ALL
        VALUES ('changes', 'changes_immutable'), ('feed', 'feed_immutable'), ('api_keys', 'api_keys_unchanged'),
               ('api_keys', 'api_keys_kept'), ('approvals', 'approvals_advance'), ('approvals', 'approvals_kept')) e
  LEFT JOIN pg_trigger t ON t.tgrelid = e.table_name::regclass AND t.tgname = e.trigger_name
                        AND t.tgenabled IN ('O', 'A')
 WHERE t.oid IS NULL
 UNION ALL
SELECT e.table_name, 'trigger ' || e.trigger_name || ' is missing or disabled on shard ' || s.shardid
  FROM guards e
 CROSS JOIN LATERAL run_command_on_shards(e.table_name::regclass, format(
           'SELECT count(*) FROM pg_trigger WHERE tgrelid = ''%%s''::regclass AND starts_with(tgname, %L)
                                              AND tgenabled IN (''O'', ''A'')', e.trigger_name)) s
 WHERE NOT s.success OR s.result <> '1'
 UNION ALL
SELECT 'wallets', 'constraint wallets_id_carries_shard_key is missing or not validated'
 WHERE NOT EXISTS (SELECT FROM pg_constraint
                    WHERE conrelid = 'wallets'::regclass AND conname = 'wallets_id_carries_shard_key'
                      AND convalidated)
