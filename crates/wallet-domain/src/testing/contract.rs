//! The contract: one function a promise, over any store. [`ledger_contract`](crate::ledger_contract) makes a test of
//! each. Every function is given a store that holds nothing yet, and the clock that the store reads.

use std::collections::HashSet;

use futures_util::future::join_all;

pub use super::contract_claims::*;
pub use super::contract_debts::*;
pub use super::contract_groups::*;
pub use super::contract_payments::*;
use super::contract_policies::allow;
pub use super::contract_policies::*;
use super::{SetClock, Store, amount, asset, asset_named, bonus, key, mint, owner, play, spend, top_up};
use crate::{
    Asset, AssetCreation, Block, ChangeNote, Command, Description, Details, Flow, Metadata, Name, Outcome, PageRequest,
    Policy, Position, Reference, Rejection, StatusChange, Timestamp, Transaction, Wallet, WalletOpening, WalletState,
    WalletStatus,
};

/// Makes one test of every promise. The argument is an async function that gives a fixture: anything with the
/// functions `store(&self) -> &dyn Store` and `clock(&self) -> &SetClock`, kept alive until the test ends.
///
/// The user's crate needs `tokio` with `macros` and `rt-multi-thread`.
#[macro_export]
macro_rules! ledger_contract {
    ($fixture:path) => {
        $crate::ledger_contract! { $fixture:
            commands_are_decided_in_order_one_by_one
            commands_are_decided_in_order_in_one_batch
            both_legs_are_booked_and_sum_to_zero
            a_replay_is_equal_in_every_field
            a_repeat_in_the_same_batch_is_a_replay
            a_refusal_is_recorded_and_moves_nothing
            a_refusal_about_the_set_up_leaves_its_key_free
            a_reused_key_leaves_the_first_outcome
            keys_are_scoped_to_their_owner
            the_supply_ends_at_the_largest_number
            details_come_back_exactly
            time_never_runs_backwards_in_a_wallet
            an_asset_comes_with_its_system_wallets
            opening_twice_leaves_the_wallet
            many_wallets_are_opened_at_once
            callers_that_open_the_same_wallets_open_each_once
            wallets_are_listed_by_owner_and_asset
            entries_are_paged_from_the_newest
            transactions_are_found_by_id
            an_empty_batch_does_nothing
            a_group_is_posted_whole_or_leaves_nothing
            an_undone_group_is_not_seen_by_its_neighbours
            a_group_is_replayed_whole_or_refused
            a_trial_tells_what_would_be_and_leaves_nothing
            a_trial_of_all_or_nothing_tells_what_would_be
            groups_in_one_batch_see_what_lasts_of_those_before
            a_hold_is_captured_in_parts_until_the_last
            a_hold_ends_when_it_is_used_up_or_released
            a_hold_is_over_when_its_time_is
            a_condition_holds_though_a_hold_is_found_to_be_over
            a_batch_that_is_short_in_several_wallets_is_decided
            an_expiry_that_another_command_has_recorded_is_a_replay
            a_sweep_ends_what_is_over_and_lists_the_rest
            holds_end_like_pending_transfers
            an_order_about_nothing_is_not_recorded
            a_transaction_is_reversed_in_parts_up_to_all_of_it
            a_reversal_takes_no_more_than_there_is
            a_purchase_pays_and_receives_in_several_assets
            a_gift_goes_from_player_to_player
            a_condition_holds_or_nothing_happens
            an_undone_group_leaves_claims_as_they_were
            an_asset_is_changed_and_it_is_known_by_whom
            racing_changes_of_an_asset_are_all_kept
            a_change_on_a_condition_is_made_once
            a_rate_that_would_pay_in_a_circle_is_refused
            racing_rates_never_pay_in_a_circle
            a_wallet_is_frozen_closed_and_opened_again
            all_wallets_of_an_owner_change_or_none
            a_ceiling_stops_or_clips_what_is_given
            a_conversion_is_at_the_configured_rate
            limits_count_within_their_period
            a_clock_that_was_ahead_spoils_nothing
            a_first_credit_opens_the_wallet
            gifts_and_conversions_begin_no_wallet
            racing_first_credits_open_one_wallet
            a_budget_pays_what_it_was_given
            what_a_player_no_longer_has_is_owed_and_repaid
            a_share_of_every_credit_repays_a_debt
            debts_are_made_and_repaid_within_a_batch
            racing_debts_and_repayments_add_up
            a_payment_is_credited_once
            a_payment_is_credited_again_where_the_policy_is_free
            racing_credits_of_a_payment_make_one
            who_asked_is_recorded
            many_callers_with_one_key_make_one_transaction
            racing_spends_never_overdraw
            opposing_flows_all_finish
        }
    };
    ($fixture:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let fixture = $fixture().await;
                $crate::testing::contract::$promise(fixture.store(), fixture.clock()).await;
            }
        )*
    };
}

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m            -> posted 1000
    wallet user_001 GOLD_COINS 100
    wallet user_002 GOLD_COINS
    spend  user_001 GOLD_COINS 30  key a    -> posted 70
    spend  user_001 GOLD_COINS 30  key a    -> replayed 70
    spend  user_001 GOLD_COINS 31  key a    -> idempotency key reused
    spend  user_001 GOLD_COINS 71  key b    -> insufficient funds
    top_up user_001 GOLD_COINS 1   key c    -> posted 71
    spend  user_001 GOLD_COINS 71  key b    -> replayed insufficient funds
    spend  user_001 GOLD_COINS 71  key d    -> posted 0
    spend  user_001 GOLD_COINS 30  key a    -> replayed 70
    bonus  user_002 GOLD_COINS 5   key a    -> posted 5
    top_up user_002 GOLD_COINS 895 key e    -> treasury exhausted
    top_up user_002 GOLD_COINS 894 key f    -> posted 899
    bonus  user_002 DIAMONDS   1   key g    -> asset not found
    bonus  user_003 GOLD_COINS 1   key h    -> wallet not found
    mint   GOLD_COINS 906 key n             -> posted 906
    top_up user_002 GOLD_COINS 895 key e    -> posted 1794
    top_up user_002 GOLD_COINS 895 key e    -> replayed 1794
    bonus  user_002 GOLD_COINS 10  key i    -> posted 1804
    wallet user_003 GOLD_COINS
    bonus  user_003 GOLD_COINS 1   key h    -> posted 1
    spend  user_001 GOLD_COINS 71  key b    -> replayed insufficient funds
    balance user_001 GOLD_COINS 0
    balance user_002 GOLD_COINS 1804
    balance system:treasury GOLD_COINS 0
    balance system:revenue GOLD_COINS 101
    balance system:issuance GOLD_COINS -1906
";

/// A story with every refusal that callers can meet, each command a batch of its own.
pub async fn commands_are_decided_in_order_one_by_one(store: &dyn Store, _: &SetClock) {
    play(store, 1, STORY).await;
}

/// The same story with as many commands a batch as stand together: later ones see earlier ones' effects.
pub async fn commands_are_decided_in_order_in_one_batch(store: &dyn Store, _: &SetClock) {
    play(store, usize::MAX, STORY).await;
}

/// Invariants 1 and 2, seen from outside.
pub async fn both_legs_are_booked_and_sum_to_zero(store: &dyn Store, _: &SetClock) {
    play(store, 1, "asset GOLD_COINS\n mint GOLD_COINS 10 key m -> posted 10\n wallet user_001 GOLD_COINS").await;
    let posted = decide_one(store, top_up("user_001", "GOLD_COINS", 4, "k")).await;
    let legs: Vec<_> = posted.entries().iter().map(|e| (e.owner.as_str(), e.amount, e.balance_after.minor())).collect();
    assert_eq!(legs, [("system:treasury", -4, 6), ("user_001", 4, 4)]);
    assert_eq!(posted.entries()[0].sequence, 2, "the mint was the treasury's first");
    assert_eq!(posted.entries()[1].sequence, 1);
    for (name, balance, sequence) in [("system:treasury", 6, 2), ("user_001", 4, 1)] {
        let state = find(store, name).await;
        assert_eq!((state.balance.minor(), state.sequence), (balance, sequence), "{name}");
        let page = entries(store, name, None, 10).await;
        assert_eq!(page.last_sum(), balance, "{name}: the entries sum to the balance");
    }
}

/// Invariant 5: whatever happens in between, and whenever it is asked again.
pub async fn a_replay_is_equal_in_every_field(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    let command = spend("user_001", "GOLD_COINS", 3, "k");
    let first = decide_one(store, command.clone()).await;
    let refused = decide_one(store, spend("user_001", "GOLD_COINS", 1000, "r")).await;
    decide_one(store, bonus("user_001", "GOLD_COINS", 9, "between")).await;
    clock.set(1_900_000_000_000_000);
    let again = store.execute(&[command, refused.command.clone()]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first), Outcome::Replayed(refused)]);
}

/// A batch may hold a command twice; the second is a retry of the first.
pub async fn a_repeat_in_the_same_batch_is_a_replay(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let command = spend("user_001", "GOLD_COINS", 3, "k");
    let other = spend("user_001", "GOLD_COINS", 4, "k");
    let outcomes = store.execute(&[command.clone(), command.clone(), other, command]).await.expect("the store works");
    let Outcome::Decided(first) = &outcomes[0] else { panic!("{outcomes:?}") };
    let replay = Outcome::Replayed(first.clone());
    assert_eq!(outcomes[1..], [replay.clone(), Outcome::KeyReused, replay]);
    assert_eq!(find(store, "user_001").await.balance.minor(), 97);
}

/// Invariant 6, and the refusal keeps its figures when it is replayed.
pub async fn a_refusal_is_recorded_and_moves_nothing(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let before = (find(store, "user_001").await, find(store, "system:revenue").await);
    let command = spend("user_001", "GOLD_COINS", 101, "k");
    let refused = decide_one(store, command.clone()).await;
    assert_eq!(refused.result, Err(Rejection::InsufficientFunds { available: 100, required: 101, asset: None }));
    assert_eq!((find(store, "user_001").await, find(store, "system:revenue").await), before);
    decide_one(store, bonus("user_001", "GOLD_COINS", 50, "more")).await;
    let again = store.execute(&[command]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(refused)]);
}

/// A refusal that an operator can mend is not recorded: mended, the same command under the same key is posted. Tried of
/// every such refusal that a policy, a status, a budget or a treasury causes.
pub async fn a_refusal_about_the_set_up_leaves_its_key_free(store: &dyn Store, _: &SetClock) {
    let player = || owner("user_001");
    let (gold, gems) = (asset("GOLD_COINS"), asset("GEMS"));
    let paid = top_up("user_001", "GOLD_COINS", 5, "paid");
    assert_eq!(refusal(store, paid.clone()).await, Rejection::AssetNotFound { asset: gold.clone() });
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let missing = Rejection::WalletNotFound { owner: player(), asset: gold.clone() };
    assert_eq!(refusal(store, paid.clone()).await, missing);
    store.open_wallet(&player(), &gold).await.expect("the store works");
    assert_eq!(refusal(store, paid.clone()).await, Rejection::TreasuryExhausted { asset: gold.clone() });
    decide_one(store, mint("GOLD_COINS", 1000, "m")).await;
    for (stop, start, refused) in [
        (
            StatusChange::Freeze(Block::All),
            StatusChange::Unfreeze,
            Rejection::WalletFrozen { owner: player(), asset: gold.clone() },
        ),
        (StatusChange::Close, StatusChange::Reopen, Rejection::WalletClosed { owner: player(), asset: gold.clone() }),
    ] {
        change_wallets(store, stop).await;
        assert_eq!(refusal(store, paid.clone()).await, refused);
        change_wallets(store, start).await;
    }
    posted(store, paid.clone()).await;
    assert!(matches!(store.execute(&[paid]).await.expect("the store works")[..], [Outcome::Replayed(_)]));

    let event = owner("system:event");
    store.open_wallet(&event, &gold).await.expect("the store works");
    let bonus = bonus("user_001", "GOLD_COINS", 7, "b").through(event.clone()).expect("a bonus");
    let dry = Rejection::BudgetExhausted { owner: event.clone(), asset: gold.clone() };
    assert_eq!(refusal(store, bonus.clone()).await, dry);
    let funds = Command::allocation(key("f"), event, gold.clone(), amount(7), false, Details::default());
    posted(store, funds.expect("a budget")).await;
    posted(store, bonus).await;

    store.open_wallet(&owner("user_002"), &gold).await.expect("the store works");
    let between = (player(), owner("user_002"));
    let gift =
        Command::gift(key("g"), between, gold.clone(), amount(1), None, Details::default()).expect("to a player");
    assert_eq!(refusal(store, gift.clone()).await, Rejection::NotTransferable { asset: gold.clone() });
    store.create_asset(&asset_named("GEMS")).await.expect("the store works");
    store.open_wallet(&player(), &gems).await.expect("the store works");
    decide_one(store, mint("GEMS", 1000, "m2")).await;
    let pay = (gold.clone(), amount(2));
    let convert = Command::conversion(key("c"), player(), pay, (gems.clone(), None), Details::default());
    let convert = convert.expect("another asset");
    assert_eq!(refusal(store, convert.clone()).await, Rejection::NoRate { asset: gold.clone(), to: gems });
    allow(store, r#"{"transferable":true,"rates":[{"to":"GEMS","pay":2,"receive":1}]}"#).await;
    posted(store, gift).await;
    posted(store, convert).await;
}

async fn change_wallets(store: &dyn Store, change: StatusChange) {
    let changed = store.change_wallets(&owner("user_001"), None, change, &ChangeNote::service()).await;
    changed.expect("the store works").expect("it can be changed");
}

/// The key's second use is refused and not recorded: the first outcome stays the key's.
pub async fn a_reused_key_leaves_the_first_outcome(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let first = decide_one(store, spend("user_001", "GOLD_COINS", 3, "k")).await;
    for other in [
        spend("user_001", "GOLD_COINS", 4, "k"),
        bonus("user_001", "GOLD_COINS", 3, "k"),
        spend("user_001", "UNKNOWN", 3, "k"),
    ] {
        assert_eq!(store.execute(&[other]).await.expect("the store works"), [Outcome::KeyReused]);
    }
    assert_eq!(store.find_transaction(first.id()).await.expect("the store works"), Some(first));
    assert_eq!(find(store, "user_001").await.balance.minor(), 97);
}

/// `daily-2026-11-22` may be every player's key.
pub async fn keys_are_scoped_to_their_owner(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let daily = ["user_001", "user_002"].map(|player| bonus(player, "GOLD_COINS", 1, "daily"));
    let outcomes = store.execute(&daily).await.expect("the store works");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Decided(_)) && outcome.result().is_ok()));
}

/// The supply is bounded by 2^53 - 1, and so is every balance.
pub async fn the_supply_ends_at_the_largest_number(store: &dyn Store, _: &SetClock) {
    play(
        store,
        1,
        "
        asset  GOLD_COINS
        wallet user_001 GOLD_COINS
        mint   GOLD_COINS 9007199254740990 key a -> posted 9007199254740990
        mint   GOLD_COINS 2 key b                -> balance limit exceeded
        mint   GOLD_COINS 1 key c                -> posted 9007199254740991
        mint   GOLD_COINS 1 key d                -> balance limit exceeded
        top_up user_001 GOLD_COINS 9007199254740991 key e -> posted 9007199254740991
        balance system:issuance GOLD_COINS -9007199254740991
        ",
    )
    .await;
}

/// Any text that the domain lets in, every store keeps.
pub async fn details_come_back_exactly(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let details = Details {
        reference: Some(Reference::new(&"\u{1f9e7}".repeat(255)).expect("valid")),
        description: Some(Description::new("it's \"quoted\" \\ {1,2} NULL \u{fffd} äöü").expect("valid")),
        metadata: Some(
            Metadata::parse(
                r#"{"b":[1.5,-0.0,1e300,18446744073709551615],"a":{"ü":"\\\""},"$serde_json::private::RawValue":"1"}"#,
            )
            .expect("valid"),
        ),
    };
    let longest =
        Command::new(Flow::Spend, key(&"k".repeat(255)), owner("user_001"), asset("GOLD_COINS"), amount(1), details)
            .expect("a player may spend");
    let first = decide_one(store, longest.clone()).await;
    assert_eq!(first.command, longest);
    let again = store.execute(&[longest]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first)]);
}

/// The clock may jump; a wallet's entries do not.
pub async fn time_never_runs_backwards_in_a_wallet(store: &dyn Store, clock: &SetClock) {
    clock.set(1_700_000_000_000_001);
    open(store, 100).await;
    clock.set(1_800_000_000_123_456);
    let later = decide_one(store, spend("user_001", "GOLD_COINS", 1, "a")).await;
    assert_eq!(later.created_at, Timestamp::from_micros(1_800_000_000_123_456));
    clock.set(1_600_000_000_000_000);
    let after_the_jump = decide_one(store, spend("user_001", "GOLD_COINS", 1, "b")).await;
    assert_eq!(after_the_jump.created_at, later.created_at);
}

/// An asset is usable from its creation on, and creating it again changes nothing.
pub async fn an_asset_comes_with_its_system_wallets(store: &dyn Store, _: &SetClock) {
    let gold = Asset {
        code: asset("GOLD_COINS"),
        name: Name::new("Gold Coins").expect("valid"),
        description: Some(Description::new("What quests pay").expect("valid")),
        policy: Policy { transferable: true, ..Policy::default() },
    };
    assert_eq!(store.create_asset(&gold).await.expect("the store works"), AssetCreation::Created);
    assert_eq!(store.create_asset(&asset_named("A1")).await.expect("the store works"), AssetCreation::Created);
    let taken = store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    assert_eq!(taken, AssetCreation::Existing(gold.clone()));
    assert_eq!(store.list_assets().await.expect("the store works"), [asset_named("A1"), gold]);
    for system in ["system:issuance", "system:treasury", "system:revenue"] {
        let state = find(store, system).await;
        assert_eq!((state.balance.minor(), state.sequence, state.status), (0, 0, WalletStatus::Open), "{system}");
        assert_eq!(state.floor, WalletState::floor_of(&owner(system)), "{system}");
    }
}

/// Opening is safe to repeat, and needs an asset.
pub async fn opening_twice_leaves_the_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let found = store.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    let again = store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(again, WalletOpening::Existing(found.expect("it is there")));
    let unknown = store.open_wallet(&owner("user_001"), &asset("UNKNOWN")).await.expect("the store works");
    assert_eq!(unknown, WalletOpening::AssetNotFound);
    assert_eq!(store.find_wallet(&owner("user_009"), &asset("GOLD_COINS")).await.expect("the store works"), None);
}

/// In the order of their names, which may repeat each other, exist already, or name an asset that does not.
pub async fn many_wallets_are_opened_at_once(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let names =
        [("b", "GOLD_COINS"), ("user_001", "GOLD_COINS"), ("c", "NOPE"), ("a", "GOLD_COINS"), ("b", "GOLD_COINS")];
    let names = names.map(|(player, code)| (owner(player), asset(code)));
    let openings = store.open_wallets(&names).await.expect("the store works");
    let mut found = Vec::new();
    for (player, code) in &names {
        found.push(store.find_wallet(player, code).await.expect("the store works"));
    }
    let wallet = |position: usize| found[position].clone().expect("it is there");
    assert_eq!(
        openings,
        [
            WalletOpening::Opened(wallet(0)),
            WalletOpening::Existing(wallet(1)),
            WalletOpening::AssetNotFound,
            WalletOpening::Opened(wallet(3)),
            WalletOpening::Existing(wallet(0)),
        ]
    );
    let empty = |state: WalletState| (state.balance.minor(), state.sequence, state.version, state.floor.minor());
    assert_eq!((empty(wallet(0).state), empty(wallet(3).state)), ((0, 0, 0, 0), (0, 0, 0, 0)));
    assert_ne!(wallet(0).state.id, wallet(3).state.id);
    assert_eq!(store.open_wallets(&[]).await.expect("the store works"), []);
    assert_eq!(store.open_wallets(&names[2..3]).await.expect("the store works"), [WalletOpening::AssetNotFound]);
}

/// All at once and in opposite order.
pub async fn callers_that_open_the_same_wallets_open_each_once(store: &dyn Store, _: &SetClock) {
    for code in ["GOLD_COINS", "DIAMONDS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    let players = (0..100).map(|number| owner(&format!("player_{number}")));
    let names: Vec<_> =
        players.flat_map(|player| ["GOLD_COINS", "DIAMONDS"].map(|code| (player.clone(), asset(code)))).collect();
    let backwards: Vec<_> = names.iter().rev().cloned().collect();
    let answers =
        join_all((0..8).map(|caller| store.open_wallets(if caller % 2 == 0 { &names } else { &backwards }))).await;
    let openings: Vec<_> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    let opened = openings.iter().filter(|opening| matches!(opening, WalletOpening::Opened(_)));
    let existing = openings.iter().filter(|opening| matches!(opening, WalletOpening::Existing(_)));
    assert_eq!((opened.count(), existing.count()), (200, 7 * 200));
}

/// By owner, then by code, both by their bytes; owners without wallets are left out.
pub async fn wallets_are_listed_by_owner_and_asset(store: &dyn Store, _: &SetClock) {
    for code in ["B_", "BA", "A"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        for player in ["b", "A", "a"] {
            store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
        }
    }
    let owners = ["b", "nobody", "A"].map(owner);
    let wallets = store.list_wallets(&owners).await.expect("the store works");
    let names: Vec<_> = wallets.iter().map(|wallet: &Wallet| (wallet.owner.as_str(), wallet.asset.as_str())).collect();
    assert_eq!(names, [("A", "A"), ("A", "BA"), ("A", "B_"), ("b", "A"), ("b", "BA"), ("b", "B_")]);
}

/// The newest first, each entry once, and nothing after the last page.
pub async fn entries_are_paged_from_the_newest(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    for number in 1..=4 {
        decide_one(store, spend("user_001", "GOLD_COINS", number, &format!("k{number}"))).await;
    }
    let first = entries(store, "user_001", None, 2).await;
    assert_eq!(first.amounts(), [-4, -3]);
    let second = entries(store, "user_001", first.next, 2).await;
    assert_eq!(second.amounts(), [-2, -1]);
    let last = entries(store, "user_001", second.next, 2).await;
    assert_eq!((last.amounts(), last.next), (vec![100], None));
    let exactly_all = entries(store, "user_001", None, 5).await;
    assert_eq!((exactly_all.lines.len(), exactly_all.next), (5, None));
    assert_eq!(exactly_all.lines[0].flow, Flow::Spend);
    assert_eq!(exactly_all.lines[4].flow, Flow::Bonus);
    let request = PageRequest { before: None, limit: 5 };
    let missing = store.list_entries(&owner("user_009"), &asset("GOLD_COINS"), request).await;
    assert_eq!(missing.expect("the store works"), None);
}

/// Posted ones with their entries, rejected ones with their refusal.
pub async fn transactions_are_found_by_id(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let never = spend("user_001", "GOLD_COINS", 1, "never").id();
    for command in [spend("user_001", "GOLD_COINS", 1, "a"), spend("user_001", "GOLD_COINS", 999, "b")] {
        let decided = decide_one(store, command).await;
        assert_eq!(store.find_transaction(decided.id()).await.expect("the store works"), Some(decided));
    }
    assert_eq!(store.find_transaction(never).await.expect("the store works"), None);
}

/// No commands, no outcomes, no error.
pub async fn an_empty_batch_does_nothing(store: &dyn Store, _: &SetClock) {
    assert_eq!(store.execute(&[]).await.expect("the store works"), []);
}

/// However many ask at once, one transaction is made and all are told of it.
pub async fn many_callers_with_one_key_make_one_transaction(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let command = [spend("user_001", "GOLD_COINS", 1, "k")];
    let answers = join_all((0..20).map(|_| store.execute(&command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.is_replay()).count(), 1);
    let told: HashSet<_> = outcomes.iter().map(|outcome| format!("{:?}", outcome.result())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(find(store, "user_001").await.balance.minor(), 99);
}

/// Thirty callers race for ten credits.
pub async fn racing_spends_never_overdraw(store: &dyn Store, _: &SetClock) {
    open(store, 10).await;
    let commands: Vec<_> = (0..30).map(|number| [spend("user_001", "GOLD_COINS", 1, &format!("k{number}"))]).collect();
    let answers = join_all(commands.iter().map(|command| store.execute(command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result().is_ok()).count(), 10);
    assert_eq!(find(store, "user_001").await.balance.minor(), 0);
    assert_eq!(find(store, "system:revenue").await.balance.minor(), 10);
}

/// Batches that touch the same wallets in opposite order, all at once.
pub async fn opposing_flows_all_finish(store: &dyn Store, _: &SetClock) {
    open(store, 1000).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    store.execute(&[mint("GOLD_COINS", 100, "more")]).await.expect("the store works");
    let batches: Vec<_> = (0..20)
        .map(|number| {
            let mut batch = vec![
                bonus("user_002", "GOLD_COINS", 1, &format!("b{number}")),
                spend("user_001", "GOLD_COINS", 1, &format!("s{number}")),
                bonus("user_001", "GOLD_COINS", 1, &format!("b{number}")),
            ];
            if number % 2 == 0 {
                batch.reverse();
            }
            batch
        })
        .collect();
    let answers = join_all(batches.iter().map(|batch| store.execute(batch))).await;
    for outcome in answers.into_iter().flat_map(|answer| answer.expect("the store works")) {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    assert_eq!(find(store, "user_001").await.balance.minor(), 1000);
    assert_eq!(find(store, "user_002").await.balance.minor(), 20);
}

/// GOLD_COINS with just enough supply, and user_001 with `minor` of them; 500 more are in the treasury.
pub(super) async fn open(store: &dyn Store, minor: u64) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    let opening = [mint("GOLD_COINS", minor + 500, "opening mint"), bonus("user_001", "GOLD_COINS", minor, "opening")];
    for outcome in store.execute(&opening).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
}

pub(super) async fn decide_one(store: &dyn Store, command: Command) -> Transaction {
    let outcomes = store.execute(&[command]).await.expect("the store works");
    match <[Outcome; 1]>::try_from(outcomes) {
        Ok([Outcome::Decided(transaction)]) => transaction,
        other => panic!("not decided just now: {other:?}"),
    }
}

pub(super) async fn find(store: &dyn Store, name: &str) -> WalletState {
    let wallet = store.find_wallet(&owner(name), &asset("GOLD_COINS")).await.expect("the store works");
    wallet.expect("the wallet is there").state
}

async fn entries(store: &dyn Store, name: &str, before: Option<Position>, limit: u32) -> crate::Page {
    let page = store.list_entries(&owner(name), &asset("GOLD_COINS"), PageRequest { before, limit }).await;
    page.expect("the store works").expect("the wallet is there")
}

impl crate::Page {
    fn amounts(&self) -> Vec<i64> {
        self.lines.iter().map(|line| line.entry.amount).collect()
    }

    fn last_sum(&self) -> i64 {
        self.amounts().iter().sum()
    }
}
