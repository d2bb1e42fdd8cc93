//! A payment is credited once.

use futures_util::future::join_all;

use super::support::{allow, find, open, posted, refusal};
use crate::testing::{SetClock, Store, amount, asset, asset_named, key, mint, owner, top_up_paid};
use crate::{
    Command, Details, Flow, Group, GroupKind, OnShortfall, Outcome, Reference, Rejection, Transaction, TransactionId,
};

fn paid(player: &str, code: &str, name: &str, payment_ref: &str) -> Command {
    top_up_paid(player, code, 5, name, payment_ref)
}

fn used(by: &Transaction) -> Rejection {
    Rejection::PaymentRefUsed { transaction: by.id() }
}

async fn credits(store: &dyn Store, payment_ref: &str) -> Vec<TransactionId> {
    let payment_ref = Reference::new(payment_ref).expect("valid");
    let found = store.list_payments(&payment_ref, 100).await.expect("the store works");
    found.iter().map(Transaction::id).collect()
}

/// A payment is credited once in the whole ledger, whatever key, owner or asset; a retry under the same key replays.
pub async fn a_payment_is_credited_once(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.create_asset(&asset_named("GEMS")).await.expect("the store works");
    posted(store, mint("GEMS", 100, "gems")).await;
    for (player, code) in [("user_002", "GOLD_COINS"), ("user_001", "GEMS")] {
        store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
    }
    let first = posted(store, paid("user_001", "GOLD_COINS", "a", "pay_1")).await;
    let again = store.execute(&[paid("user_001", "GOLD_COINS", "a", "pay_1")]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first.clone())]);
    for other in [
        paid("user_001", "GOLD_COINS", "b", "pay_1"),
        paid("user_002", "GOLD_COINS", "a", "pay_1"),
        paid("user_001", "GEMS", "c", "pay_1"),
    ] {
        assert_eq!(refusal(store, other).await, used(&first));
    }
    // Reversed it is not free again.
    let back = Command::reversal(&first.command, key("r"), None, OnShortfall::Refuse, Details::default());
    posted(store, back.expect("reversible")).await;
    assert_eq!(refusal(store, paid("user_001", "GOLD_COINS", "d", "pay_1")).await, used(&first));
    assert_eq!(credits(store, "pay_1").await, [first.id()]);
    // In one batch the first is credited, and what is undone or only tried has credited nothing.
    let twice = [paid("user_002", "GOLD_COINS", "e", "pay_2"), paid("user_001", "GOLD_COINS", "e", "pay_2")];
    for kind in [GroupKind::AllOrNothing, GroupKind::Trial, GroupKind::AllOrNothingTrial] {
        let outcomes = store.execute_grouped(&twice, &[Group { commands: 0..2, kind }]).await.expect("works");
        assert!(outcomes[1].result().is_err(), "{kind:?}: {outcomes:?}");
        assert_eq!(credits(store, "pay_2").await, [], "{kind:?}");
    }
    let outcomes = store.execute(&twice).await.expect("the store works");
    let Outcome::Decided(credited) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(outcomes[1], Outcome::Unrecorded(used(credited)));
    assert_eq!(find(store, "user_001").await.balance.minor(), 100);
    // A bonus's reason and a spend's reference are no payments.
    let reason = Details { reference: Some(Reference::new("pay_2").expect("valid")), ..Details::default() };
    let bonus = Command::new(Flow::Bonus, key("f"), owner("user_001"), asset("GOLD_COINS"), amount(1), reason);
    posted(store, bonus.expect("a bonus")).await;
    assert_eq!(credits(store, "nobody's").await, []);
}

/// Where the policy says `free` each key credits it, and each credit is found, the latest first.
pub async fn a_payment_is_credited_again_where_the_policy_is_free(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    allow(store, r#"{"payment_ref":"free"}"#).await;
    let mut made = Vec::new();
    for number in 1..=3 {
        clock.set(1_700_000_000_000_000 + number * 1_000_000);
        let credit = posted(store, paid("user_001", "GOLD_COINS", &format!("k{number}"), "pay_1")).await;
        let payment = credit.payment().expect("it credits one");
        assert_eq!((payment.ordinal, payment.payment_ref.as_str()), (number, "pay_1"));
        let found = store.find_transaction(credit.id()).await.expect("the store works");
        assert_eq!(found.as_ref(), Some(&credit), "it is read back as it was answered");
        made.insert(0, credit.id());
    }
    assert_eq!(credits(store, "pay_1").await, made);
    let latest = store.list_payments(&Reference::new("pay_1").expect("valid"), 2).await.expect("the store works");
    assert_eq!(latest.iter().map(Transaction::id).collect::<Vec<_>>(), made[..2]);
    // In force from the next commit on.
    allow(store, r#"{"payment_ref":"once"}"#).await;
    let refused = refusal(store, paid("user_001", "GOLD_COINS", "k4", "pay_1")).await;
    assert_eq!(refused, Rejection::PaymentRefUsed { transaction: made[2] });
}

/// However many credit one payment at once, under keys of their own and for several players, one of them does.
pub async fn racing_credits_of_a_payment_make_one(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let players: Vec<String> = (0..12).map(|number| format!("payer_{number}")).collect();
    for player in &players {
        store.open_wallet(&owner(player), &asset("GOLD_COINS")).await.expect("the store works");
    }
    let batches: Vec<[Command; 2]> = (players.iter().enumerate())
        .map(|(number, player)| {
            let [one, two] = if number % 2 == 0 { ["pay_1", "pay_2"] } else { ["pay_2", "pay_1"] };
            [paid(player, "GOLD_COINS", "one", one), paid(player, "GOLD_COINS", "two", two)]
        })
        .collect();
    let answers = join_all(batches.iter().map(|batch| store.execute(batch))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    let posted = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Decided(_)));
    assert_eq!(posted.count(), 2, "{outcomes:?}");
    for payment in ["pay_1", "pay_2"] {
        assert_eq!(credits(store, payment).await.len(), 1);
    }
    assert_eq!(find(store, "system:treasury").await.balance.minor(), 490);
}
