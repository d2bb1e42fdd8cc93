-- The schema as the catalogues have it, an object a row: what a migration makes, however it is written.
-- Not NULL is said of each column; as constraints (contype n) only newer servers list it.
SELECT line FROM (
    SELECT format('column %s.%s %s%s%s%s%s%s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                  (SELECT format(' collate %I', collname) FROM pg_collation
                    WHERE oid = attcollation AND collname <> 'default'),
                  CASE WHEN attnotnull THEN ' not null' END,
                  CASE attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' END,
                  (SELECT ' default ' || pg_get_expr(adbin, adrelid) FROM pg_attrdef
                    WHERE adrelid = attrelid AND adnum = attnum),
                  (SELECT format(' storage %s', attstorage) FROM pg_type WHERE oid = atttypid AND typstorage <> attstorage))
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT format('constraint %s of %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT format('options of %s %s', oid::regclass, reloptions) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
    UNION ALL
    SELECT format('sequence %s %s %s..%s', sequencename, data_type, min_value, max_value)
      FROM pg_sequences WHERE schemaname = 'public'
    UNION ALL
    SELECT format('view %s%s%s', oid::regclass, E'\n', pg_get_viewdef(oid)) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
    UNION ALL
    SELECT format('function %s%s%s', oid::regprocedure, E'\n', pg_get_functiondef(oid)) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
) AS objects (line)
WHERE line !~ 'refinery_schema_history'
ORDER BY line COLLATE "C"
