//! Damage by a hand in a store's tables, and where a verification must find it: one promise for every store that keeps
//! its records in SQL tables. The statements are plain enough for each of them.

use async_trait::async_trait;

use super::rollups::{RollupStore, fold_on};
use super::{amount, asset, asset_named, key, mint, owing_30, owner, play, spend, top_up};
use crate::{Command, Details, Finding, OnShortfall, Part, Share, Sum, Verifier};

/// A store whose tables can be changed with its guards off.
#[async_trait]
pub trait Damageable: Send + Sync {
    /// The store.
    fn store(&self) -> &dyn RollupStore;

    /// Its proof.
    fn verifier(&self) -> &dyn Verifier;

    /// A moment after that of the column `expires_at`, in the store's SQL.
    fn later(&self) -> &'static str;

    /// Carries out a statement that the store refuses, with triggers and checks off meanwhile.
    async fn damage(&self, sql: &str);
}

/// What every damaged ledger holds.
pub const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m          -> posted 1000
    wallet user_001 GOLD_COINS 100
    spend  user_001 GOLD_COINS 30 key a   -> posted 70
    spend  user_001 GOLD_COINS 999 key b  -> insufficient funds
    spend  user_001 GOLD_COINS 5 key c    -> posted 65
    bonus  user_001 NOWHERE 5 key d       -> asset not found
";

const PLAYER: &str = "wallet user_001 GOLD_COINS";
const REVENUE: &str = "wallet system:revenue GOLD_COINS";
const DEBTOR: &str = "wallet user_009 GOLD_COINS";
const DEBT: &str = "wallet system:debt:user_009 GOLD_COINS";

/// A statement, and the findings that it must lead to: the invariant's number and the subject. The subject `{a}` is the
/// transaction of user_001's key a; an empty one is any.
pub type Case = (&'static str, &'static [(u8, &'static str)]);

/// Damage to entries, wallets, transactions and commits of the story.
pub const PLAIN: &[Case] = &[
    ("DELETE FROM feed WHERE position = 3", &[(9, "position 4 of the feed")]),
    ("UPDATE feed SET position = position + 10 WHERE position > 3", &[(9, "position 14 of the feed")]),
    ("UPDATE feed SET position = 1000 - position", &[(9, "")]),
    ("DELETE FROM changes WHERE number = 1", &[(9, "position 1 of the feed")]),
    ("UPDATE ledger_entries SET amount = -31 WHERE amount = -30", &[(1, "{a}"), (2, PLAYER)]),
    ("UPDATE ledger_entries SET amount = 31 WHERE amount = 30", &[(1, "{a}"), (2, REVENUE)]),
    ("UPDATE ledger_entries SET amount = amount * 2 WHERE abs(amount) = 30", &[(2, PLAYER), (2, REVENUE)]),
    ("DELETE FROM ledger_entries WHERE amount = -30", &[(1, "{a}"), (2, PLAYER)]),
    ("UPDATE ledger_entries SET sequence = 9 WHERE amount = -5", &[(2, PLAYER)]),
    ("UPDATE ledger_entries SET balance_after = 71 WHERE amount = -30", &[(2, PLAYER)]),
    ("UPDATE wallets SET balance = 66 WHERE owner = 'user_001'", &[(2, PLAYER), (3, "asset GOLD_COINS")]),
    ("DELETE FROM transactions WHERE idempotency_key = 'a'", &[(1, PLAYER)]),
    ("DELETE FROM transactions WHERE idempotency_key = 'b'", &[(4, "commit 4 of lane 0")]),
    ("UPDATE transactions SET amount = 31 WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET flow = 3 WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET description = 'a shield' WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET metadata = '{}' WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET reference = 'r' WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET idempotency_key = 'z' WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("UPDATE transactions SET owner = 'user_002' WHERE idempotency_key = 'a'", &[(5, "{a}")]),
    ("DELETE FROM commits WHERE number = 3", &[(4, "commit 4 of lane 0"), (4, "{a}")]),
    // Both legs and every balance behind them, so that all sums hold.
    (
        "UPDATE ledger_entries SET amount = amount - 1, balance_after = balance_after - 1 WHERE amount = -5;
         UPDATE ledger_entries SET amount = amount + 1, balance_after = balance_after + 1 WHERE amount = 5;
         UPDATE wallets SET balance = balance - 1 WHERE owner = 'user_001';
         UPDATE wallets SET balance = balance + 1 WHERE owner = 'system:revenue'",
        &[(1, "{c}")],
    ),
];

/// Damage around a hold of 40 of which 15 were captured, and the spend of 30 of which 10 were reversed.
pub const CLAIMS: &[Case] = &[
    ("UPDATE claims SET taken = 14 WHERE kind = 1", &[(7, "claim {hold}")]),
    ("UPDATE claims SET amount = 41 WHERE kind = 1", &[(7, "claim {hold}")]),
    ("UPDATE claims SET status = 3 WHERE kind = 1", &[(7, "claim {hold}")]),
    ("UPDATE claims SET expires_at = {later} WHERE kind = 1", &[(7, "claim {hold}")]),
    ("UPDATE claims SET taken = 11 WHERE kind = 2", &[(7, "claim {a}")]),
    ("UPDATE transactions SET about = NULL WHERE flow = 6", &[(7, "claim {hold}")]),
    ("UPDATE transactions SET about = id WHERE flow = 9", &[(7, "claim {a}"), (5, "{back}")]),
    ("DELETE FROM claims", &[(7, "{hold}"), (7, "{capture}"), (7, "{back}"), (7, PLAYER)]),
    ("UPDATE wallets SET held = 24 WHERE held = 25", &[(7, PLAYER)]),
    ("UPDATE wallets SET held = 1 WHERE owner = 'system:revenue'", &[(7, REVENUE)]),
    ("UPDATE transactions SET effects = replace(effects, '25', '24')", &[(4, "")]),
    ("UPDATE transactions SET terms = replace(terms, '900', '901')", &[(5, "{hold}")]),
];

/// Damage around user_009, who owes 30 of the 50 that were owed.
pub const DEBTS: &[Case] = &[
    ("UPDATE wallets SET debt = 29 WHERE owner = 'user_009'", &[(8, DEBTOR), (8, DEBT)]),
    // That nothing is owed is found by the other one alone.
    ("UPDATE wallets SET debt = 0 WHERE owner = 'user_009'", &[(8, DEBT)]),
    ("UPDATE wallets SET debt = 5 WHERE owner = 'user_001'", &[(8, PLAYER)]),
    ("UPDATE wallets SET owner = 'system:debt:user_008' WHERE owner = 'system:debt:user_009'", &[(8, DEBTOR)]),
    ("UPDATE transactions SET effects = NULL WHERE idempotency_key = 'owed'", &[(4, "")]),
];

/// Damage to what moved: of a purchase of 4 keys for 20 of which half was taken back, and of a spend of as much as there
/// was. Entries and balances are changed with it, so that sums hold.
pub const MOVES: &[Case] = &[
    // One key instead of two for half of the price.
    (
        "UPDATE transactions SET effects = replace(effects, '[10,2]', '[10,1]') WHERE idempotency_key = 'back';
         UPDATE ledger_entries SET amount = -1, balance_after = balance_after + 1 WHERE amount = -2;
         UPDATE ledger_entries SET amount = 1, balance_after = balance_after - 1 WHERE amount = 2;
         UPDATE wallets SET balance = 3 WHERE balance = 2;
         UPDATE wallets SET balance = 7 WHERE balance = 8",
        &[(7, "claim {buy}")],
    ),
    (
        "UPDATE transactions SET effects = replace(effects, '\"moved\":10', '\"moved\":9') WHERE idempotency_key = 'back'",
        &[(7, "claim {buy}")],
    ),
    // It took 100 of the 155 that there were.
    (
        "UPDATE transactions SET effects = '{\"balance\":55,\"held\":0,\"moved\":[100]}' WHERE idempotency_key = 'most';
         UPDATE ledger_entries SET amount = -100, balance_after = 55 WHERE amount = -155;
         UPDATE ledger_entries SET amount = 100, balance_after = balance_after - 55 WHERE amount = 155;
         UPDATE wallets SET balance = 55 WHERE owner = 'user_001' AND balance = 0;
         UPDATE wallets SET balance = 145 WHERE owner = 'system:revenue' AND balance = 200",
        &[(1, "{most}")],
    ),
    // A plain spend says that it moved less than it asked for.
    (
        "UPDATE transactions SET effects = '{\"balance\":66,\"held\":0,\"moved\":[4]}' WHERE idempotency_key = 'c';
         UPDATE ledger_entries SET amount = -4 WHERE amount = -5;
         UPDATE ledger_entries SET amount = 4 WHERE amount = 5",
        &[(1, "{c}")],
    ),
    (
        "UPDATE transactions SET terms = replace(terms, 'true', 'false') WHERE idempotency_key = 'most'",
        &[(5, "{most}")],
    ),
];

/// Damage to the figures of days: the ledger itself is in order.
pub const ROLLUPS: &[Case] = &[
    ("UPDATE rollups SET debited = debited + 1 WHERE flow = 4", &[(10, "rollup of spend of GOLD_COINS on 2023-11-14")]),
    ("UPDATE rollups SET count = 2 WHERE flow = 1", &[(10, "rollup of mint of GOLD_COINS on 2023-11-14")]),
    ("DELETE FROM rollups WHERE flow = 4", &[(10, "rollup of spend of GOLD_COINS on 2023-11-14")]),
    (
        "INSERT INTO rollups VALUES (1, '2023-11-14', 'GOLD_COINS', 4, 'sink', 'shop', 1, 0, 5)",
        &[(10, "rollup of spend of GOLD_COINS on 2023-11-14 with the sink \"shop\"")],
    ),
    (
        "INSERT INTO rollups VALUES (1, '2023-11-13', 'GOLD_COINS', 4, 'flow', '', 1, 0, 5)",
        &[(10, "rollup of GOLD_COINS on 2023-11-13")],
    ),
    ("UPDATE rollup_days SET supply = supply + 1", &[(10, "rollup of GOLD_COINS on 2023-11-14")]),
    ("UPDATE rollup_days SET active = 9", &[(10, "rollup of GOLD_COINS on 2023-11-14")]),
    ("DELETE FROM rollup_days", &[(10, "rollup of GOLD_COINS on 2023-11-14")]),
    ("UPDATE rollup_state SET position = 1000", &[(10, "rollup of the feed")]),
];

/// Finds each damage of [`ROLLUPS`].
pub async fn damage_to_rollups_is_found<D: Damageable>(new: impl AsyncFn() -> D) {
    find_all(ROLLUPS, &[], new).await;
}

/// Finds each damage of [`PLAIN`].
pub async fn damage_to_the_books_is_found<D: Damageable>(new: impl AsyncFn() -> D) {
    find_all(PLAIN, &[], new).await;
}

/// Finds each damage of [`CLAIMS`].
pub async fn damage_around_claims_is_found<D: Damageable>(new: impl AsyncFn() -> D) {
    let details = Details::default;
    let hold = Command::hold(key("hold"), owner("user_001"), asset("GOLD_COINS"), amount(40), 900, details());
    let hold = hold.expect("a time within bounds");
    let capture = Command::capture(&hold, key("capture"), Some(amount(15)), false, details()).expect("a hold");
    let spent = spend("user_001", "GOLD_COINS", 30, "a");
    let back = Command::reversal(&spent, key("back"), Some(amount(10)), OnShortfall::Refuse, details());
    let orders = [top_up("user_001", "GOLD_COINS", 100, "more"), hold, capture, back.expect("reversible")];
    find_all(CLAIMS, &orders, new).await;
}

/// Finds each damage of [`DEBTS`].
pub async fn damage_around_debts_is_found<D: Damageable>(new: impl AsyncFn() -> D) {
    find_all(DEBTS, &owing_30("user_009", "GOLD_COINS"), new).await;
}

/// Finds each damage of [`MOVES`].
pub async fn damage_to_what_moved_is_found<D: Damageable>(new: impl AsyncFn() -> D) {
    let details = Details::default;
    let [price, keys] =
        [("GOLD_COINS", 20), ("KEYS", 4)].map(|(code, minor)| Sum { asset: asset(code), amount: amount(minor) });
    let bought = Command::purchase(key("buy"), owner("user_001"), vec![price], vec![keys], details()).expect("sums");
    let half: Share = "1/2".parse().expect("a share");
    let back = Command::reversal(&bought, key("back"), Part::Share(half), OnShortfall::Refuse, details());
    let most = spend("user_001", "GOLD_COINS", 500, "most").as_much_as().expect("a spend");
    let topped = top_up("user_001", "GOLD_COINS", 100, "more");
    let orders = [mint("KEYS", 10, "keys"), topped, bought, back.expect("reversible"), most];
    let with_keys = async || {
        let fixture = new().await;
        fixture.store().create_asset(&asset_named("KEYS")).await.expect("the store works");
        fixture.store().open_wallet(&owner("user_001"), &asset("KEYS")).await.expect("the store works");
        fixture
    };
    find_all(MOVES, &orders, with_keys).await;
}

async fn find_all<D: Damageable>(cases: &[Case], orders: &[Command], new: impl AsyncFn() -> D) {
    for (sql, expected) in cases {
        let fixture = new().await;
        play(fixture.store(), 1, STORY).await;
        fixture.store().open_wallet(&owner("user_009"), &asset("GOLD_COINS")).await.expect("the store works");
        for outcome in fixture.store().execute(orders).await.expect("the store works") {
            assert!(outcome.result().is_ok(), "{outcome:?}");
        }
        fixture.store().sequence().await.expect("the store works");
        fold_on(fixture.store(), 3).await;
        assert_eq!(fixture.verifier().verify().await.expect("the store works").findings, []);
        fixture.damage(&sql.replace("{later}", fixture.later())).await;
        let findings = fixture.verifier().verify().await.expect("the store works").findings;
        for (invariant, subject) in *expected {
            let subject = named(subject);
            let is_it =
                |it: &Finding| it.invariant.number() == *invariant && (subject.is_empty() || it.subject == subject);
            assert!(findings.iter().any(is_it), "{sql}: {invariant} {subject} is not among {findings:#?}");
        }
    }
}

/// A subject with the ids of the keys in it.
fn named(subject: &str) -> String {
    let Some((before, key)) = subject.split_once('{') else { return subject.to_owned() };
    let key = key.trim_end_matches('}');
    let kind = if before.is_empty() { "transaction " } else { before };
    format!("{kind}{}", spend("user_001", "GOLD_COINS", 1, key).id())
}

/// Finds all damage in the stores that `$new` makes.
#[macro_export]
macro_rules! damage_contract {
    ($new:path) => {
        $crate::damage_contract! { $new:
            damage_to_the_books_is_found
            damage_around_claims_is_found
            damage_around_debts_is_found
            damage_to_what_moved_is_found
            damage_to_rollups_is_found
        }
    };
    ($new:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                $crate::testing::damage::$promise(async || $new().await).await;
            }
        )*
    };
}
