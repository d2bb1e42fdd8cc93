-- list_schema
-- what the file's tables, indexes, triggers and views are made by; automatic indexes have no text
SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name
