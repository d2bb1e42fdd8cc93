//! What inputs are made of: the names and the awkward values of each kind.

pub(crate) const BODY: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "true", "\"owner\"", "\"asset\"", "\"amount\"", "\"payment_ref\"",
    "\"reason\"", "\"description\"", "\"metadata\"", "\"commands\"", "\"wallets\"", "\"flow\"", "\"idempotency_key\"",
    "\"code\"", "\"name\"", "\"user_001\"", "\"GOLD_COINS\"", "\"system:treasury\"", "\"system:\"", "\"mint\"",
    "\"top_up\"", "\"bonus\"", "\"spend\"", "\"source\"", "\"sink\"", "\"as_much_as\"", "\"system:event\"", "\"block\"", "\"all\"",
    "\"debits\"", "\"credits\"", "\"atomic\"", "false", "\"\"", "0", "1", "-1", "-0", "1.0", "1e3", "1E400", "-1e-400",
    "9007199254740991", "9007199254740992", "18446744073709551615", "18446744073709551616", "0.1", "\"1\"", "01",
    "\\u0000", "\\ud800", "\\ud83d\\ude00", "\\u0041", "\\\"", "\\/", "\\x", "\u{7f}", "\u{85}", "\u{feff}", "ä", " ",
    "\n", "\"owner\":\"user_001\",\"asset\":\"GOLD_COINS\",\"amount\":1",
];

pub(crate) const ORDER: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "true", "false", "\"owner\"", "\"asset\"", "\"amount\"", "\"expires_in_s\"",
    "\"reference\"", "\"description\"", "\"metadata\"", "\"final\"", "\"as_much_as\"", "\"reason\"", "\"on_shortfall\"", "\"refuse\"",
    "\"take_available\"", "\"debt\"", "\"share\"", "\"2/5\"", "\"return_fee\"", "\"pay\"", "\"receive\"", "\"sku\"",
    "\"to\"", "\"min_receive\"", "\"fee\"", "\"budget\"", "\"back\"", "\"owners\"",
    "\"user_001\"", "\"user_002\"", "\"system:event\"", "\"system:treasury\"", "\"GOLD_COINS\"",
    "\"DIAMONDS\"", "0", "1", "-1", "-0", "1.0", "1e3", "604800", "604801", "4294967296", "9007199254740991",
    "9007199254740992", "18446744073709551616", "\"1\"", "\"\"", "\\u0041", "\\ud800", "\\u0000", "ä",
    "{\"asset\":\"DIAMONDS\",\"amount\":2}", "[\"DIAMONDS\",2]", ",{\"asset\":\"A\",\"amount\":1}",
];

pub(crate) const HOOK: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "true", "false", "\"url\"", "\"types\"", "\"payload\"", "\"from\"", "\"to\"",
    "\"description\"", "\"secret\"", "\"paused\"", "\"asset\"", "\"owner\"", "\"all\"", "\"below\"", "\"above\"",
    "\"https://shop.example/hook\"", "\"http://\"", "\"spend.*\"", "\"*\"", "\"wallet.below\"", "\"wallet.*\"", "\"wallet.*below\"",
    "\"hold.expired\"", "\"expire.rejected\"", "\".*\"", "\"full\"", "\"thin\"", "\"now\"", "\"beginning\"", "\"0.0\"", "\"12.0\"",
    "\"12.0.9f86d081\"", "\"12.0.9F86D081\"", "\"01.0\"", "\"1.4294967295\"", "\"1.4294967296\"", "\"9223372036854775807.0\"",
    "whsec_", "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"", "MfKQ", "=", "==", "A", "_", "+", "/", "\"GOLD_COINS\"", "\"user_001\"",
    "\"system:treasury\"", "0", "1", "-1", "-0", "1.0", "1e3", "9007199254740991", "9007199254740992", "18446744073709551616",
    "\"\"", "\\u0041", "\\ud800", "\\u0000", "ä", " ",
];

pub(crate) const SEED_BODY: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "\"userId\"", "\"assetCode\"", "\"amount\"", "\"paymentRef\"", "\"reason\"",
    "\"description\"", "\"user_001\"", "\"GOLD_COINS\"", "\"system:revenue\"", "\"\"", "\" \"", "\"\u{3000}\"", "0",
    "1", "-1", "1.0", "1e3", "9007199254740991", "9007199254740992", "\\u0000", "\\ud800", "\\u0020", "ä", "\"owner\"",
];

pub(crate) const HEAD: &[&str] = &[
    "i:", "x:", "\n", "\"", "\\\"", "\\\\", "\\", " ", "\t", "abc", "\"abc\"", ";a=1", "Bearer ", "bearer ", "Basic ",
    "wlt_", "_", "00050a0f1419", "1e23282d32373c41464b50555a5f64696e73787d82878c91969ba0a5aaafb4b9", "F", "g", "\u{e9}",
];

pub(crate) const QUERY: &[&str] = &[
    "s?", "k?", "b?", "limit=", "cursor=", "owner=", "idempotency_key=", "asset=", "&", "=", "%", "%20", "%2B", "+",
    "%00", "%ff", "%C3%A4", "200", "201", "0", "1", "-1", "+5", "05", "user_001", "GOLD_COINS", "AQAAAAAAAAAC", "AQ",
    "_", "-", "/", "#", ";",
];

pub(crate) const SEARCH: &[&str] = &[
    "t?", "w?", "limit=", "cursor=", "owner=", "idempotency_key=", "asset=", "flow=", "status=", "from=", "to=",
    "min_amount=", "max_amount=", "min_balance=", "max_balance=", "prefix=", "in_debt=", "reference=", "payment_ref=",
    "actor=", "metadata.", "metadata[", "]=", "metadata=", "level%3D4", "&", "=", ".", "%", "%20", "%22", "%2E", "%5B", "%5D", "%00",
    "%0A", "%ff", "%C3%A4", "+", "4", "%224%22", "4.0", "1e3", "-0", "true", "null", "%7B%7D", "posted", "rejected",
    "spend", "top_up", "open", "debits_frozen", "200", "201", "0", "1", "-1", "9007199254740991", "9007199254740992",
    "user_001", "system:", "GOLD_COINS", "2026-11-01", "2026-11-01T00:00:00Z", "pay_1", "anyone",
];

pub(crate) const TEXT: &[&str] = &[
    "user_001", "system:", "system:treasury", "GOLD_COINS", "_", "9", "A", "a", " ", "\0", "\u{7f}", "\u{80}", "ä",
    "\u{1f5e1}", "90d", "36525d", "5217w", "60m", "18446744073709551615", "h", "+", "0", "00050a0f1419", "read",
    "spend", "grant", "operate", ",", "9007199254740991", "9007199254740992",
    "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
];

pub(crate) const FILE: &[&str] = &[
    "{", "}", "[", "]", ":", ",", "null", "\"wallet_heads\"", "\"heads\"", "\"lane\"", "\"number\"", "\"hash\"",
    "\"created_at_us\"", "\"wallet_inclusion\"", "\"transaction\"", "\"id\"", "\"owner\"", "\"idempotency_key\"",
    "\"flow\"", "\"asset\"", "\"amount\"", "\"reference\"", "\"description\"", "\"metadata\"", "\"entries\"",
    "\"rejection\"", "\"wallet\"", "\"sequence\"", "\"balance_after\"", "\"index\"", "\"path\"", "\"commits\"",
    "\"count\"", "\"root\"", "\"previous\"", "\"code\"", "\"available\"", "\"required\"", "\"headroom\"",
    "\"same_wallet\"", "\"insufficient_funds\"", "\"wallet_not_found\"", "\"balance_limit_exceeded\"", "0", "1", "2",
    "-1", "32767", "32768", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
    "\"0000000000000000000000000000000000000000000000000000000000000000\"", "\"{}\"", "\\u0000", "\\u001b", "\\n",
];

pub(crate) const TOML: &[&str] = &[
    "\n", "=", ".", "[", "]", "[[", "]]", "{", "}", "\"", "'''", "\"\"\"", "#", "name", "assets", "grants", "code",
    "description", "mint", "owner", "asset", "amount", "\"GOLD_COINS\"", "\"user_001\"", "server", "host", "port",
    "workers", "deadline_ms", "auth", "required", "store", "url", "seed", "postgres", "pool_max", "lanes",
    "statement_timeout_ms", "sqlite", "cache_mib", "queue", "batch_max", "queued_max", "limits", "key_per_minute",
    "log", "format", "level", "\"text\"", "\"json\"", "\"info\"", "\"wallet=debug,[span{field=v}]=trace\"", "true",
    "false", "0", "1", "-1", "1.0", "1e3", "inf", "0x10", "0o7", "1_000", "9007199254740991", "9223372036854775808",
    "1979-05-27T07:32:00Z", "\\u0000", "\\u001b", "\u{1b}", "\r", "\u{2028}",
];

pub(crate) const VARIABLES: &[&str] = &[
    "\n", "=", "__", "_", "WALLET__", "wallet__", "SERVER", "PORT", "HOST", "QUEUE", "BATCH_MAX", "LOG", "LEVEL",
    "FORMAT", "STORE", "URL", "SEED", "AUTH", "REQUIRED", "LIMITS", "KEY_BURST", ".", "[", "]", "[0]", "[-1]",
    "[9999999999]", "true", "TRUE", "yes", "5000", "-1", "1.5", "1e3", "inf", "70000", "json", "text", " ", "\u{130}",
    "\u{1b}", "18446744073709551616",
];

pub(crate) const URL: &[&str] = &[
    "sqlite:", "postgres://", "postgresql://", "mysql://", "//", "/", ":", "@", "?", "&", "=", "#", "%", "%40", "%ff",
    "SECRET", "user", "password=", "user=", "sslmode=", "sslmode=disable", "sslmode=verify-full", "sslrootcert=",
    "host=", "port=", "dbname=", "options=", "connect_timeout=", "5432", "99999", "[::1]", ",", "db", "wallet", "data/",
    ":memory:", " ", "\u{1b}", "ä",
];
