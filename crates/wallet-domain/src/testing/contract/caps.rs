//! Caps of keys: how much one may do on its own.

use std::sync::Arc;

use futures_util::future::join_all;

use super::support::{change_asset, decide_one, find, members, open, reversal};
use crate::testing::{SetClock, Store, amount, asset, asset_named, bonus, key, mint, owner};
use crate::value::key_id::ApiKeyId;
use crate::{
    Block, Bounds, Cap, CapExcess, CapKind, CapPer, Caps, ChangeNote, Command, Details, Group, GroupKind, Name, Origin,
    Outcome, Rejection, StatusChange, StatusRefusal, Sum, Timestamp,
};

/// A key of that id, which may grant and refund so much, and freeze as many wallets.
fn support(id: &str, (action, day, player): (i64, i64, i64)) -> Arc<Origin> {
    let cap = Cap::new(action, day, player).ok();
    bounded(id, Bounds { caps: Some(Caps { grant: cap, refund: cap, freeze: cap }), approval_over: None })
}

fn bounded(id: &str, bounds: Bounds) -> Arc<Origin> {
    let id = ApiKeyId::new(id).expect("a test's id is one");
    Origin::of_key(id, &Name::new("ada").expect("a name")).within(bounds)
}

async fn unrecorded(store: &dyn Store, command: Command) -> Rejection {
    let outcomes = store.execute(&[command]).await.expect("the store works");
    match <[Outcome; 1]>::try_from(outcomes) {
        Ok([Outcome::Unrecorded(rejection)]) => rejection,
        other => panic!("not refused without a record: {other:?}"),
    }
}

fn excess(rejection: Rejection) -> CapExcess {
    match rejection {
        Rejection::CapExceeded(excess) => excess,
        other => panic!("no cap: {other:?}"),
    }
}

async fn open_players(store: &dyn Store) {
    open(store, 100).await;
    let names = ["user_002", "user_003", "user_004"].map(|player| (owner(player), asset("GOLD_COINS")));
    store.open_wallets(&names).await.expect("the store works");
    store.execute(&[mint("GOLD_COINS", 10_000, "more")]).await.expect("the store works");
}

/// Each figure of a cap, until the day is over; what is refused, tried or told again uses nothing, and leaves its key free.
pub async fn caps_bound_what_a_key_does_in_a_day(store: &dyn Store, clock: &SetClock) {
    open_players(store).await;
    clock.set(1_700_000_000_000_000);
    let ada = support("0000000000aa", (10, 25, 15));
    let give = |player: &str, minor, name: &str| bonus(player, "GOLD_COINS", minor, name).by(ada.clone());
    let refused = excess(unrecorded(store, give("user_001", 11, "a")).await);
    assert_eq!((refused.of, refused.per, refused.cap, refused.asked), (CapKind::Grant, CapPer::Action, 10, 11));
    let first = decide_one(store, give("user_001", 10, "b")).await;
    let again = store.execute(&[give("user_001", 10, "b")]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(first.clone())]);
    let trial = [Group { commands: 0..1, kind: GroupKind::Trial }];
    let tried = store.execute_grouped(&[give("user_001", 5, "c")], &trial).await.expect("the store works");
    assert!(matches!(tried[..], [Outcome::Tried(_)]), "{tried:?}");
    let refused = excess(unrecorded(store, give("user_001", 6, "d")).await);
    assert_eq!((refused.per, refused.cap, refused.used, refused.asked), (CapPer::Player, 15, 10, 6));
    // Of one batch the later command sees what the earlier has used.
    let batch = [give("user_002", 10, "e"), give("user_003", 6, "f"), give("user_003", 5, "f")];
    let outcomes = store.execute(&batch).await.expect("the store works");
    let [Outcome::Decided(_), Outcome::Unrecorded(over), Outcome::Decided(_)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    let over = excess(over.clone());
    let midnight = Timestamp::from_micros(1_700_006_400_000_000);
    assert_eq!((over.per, over.cap, over.used, over.resets_at), (CapPer::Day, 25, 20, Some(midnight)));
    // A key of its own counts alone, and one without caps not at all.
    decide_one(store, bonus("user_001", "GOLD_COINS", 10, "g").by(support("0000000000bb", (10, 10, 10)))).await;
    decide_one(store, bonus("user_001", "GOLD_COINS", 1000, "h")).await;
    // What is taken back has a cap of its own.
    decide_one(store, reversal(&first.command, None, "i").by(ada.clone())).await;
    assert_eq!(
        store.find_cap_usage("0000000000aa", "").await.expect("the store works").used(CapKind::Refund).count(),
        1
    );
    clock.set(midnight.as_micros());
    decide_one(store, give("user_001", 10, "j")).await;
    // Names are free: a key with caps opens no wallet, which would begin with a balance that no cap counts.
    change_asset(store, "GOLD_COINS", members(r#"{"opens_on_credit":true,"starting_balance":500}"#))
        .await
        .expect("valid");
    let refused = unrecorded(store, give("made_up", 1, "k")).await;
    assert_eq!(refused.code(), "wallet_not_found");
    decide_one(store, bonus("made_up", "GOLD_COINS", 1, "l")).await;
    decide_one(store, give("made_up", 1, "m")).await;
}

/// Freezes are counted by wallet, in the commit that freezes.
pub async fn caps_bound_what_a_key_freezes(store: &dyn Store, _: &SetClock) {
    open_players(store).await;
    let ada = support("0000000000aa", (1, 2, 1));
    let note = ChangeNote::by("key ada").expect("a name");
    let freeze = async |player: &str, block| {
        let (player, gold) = (owner(player), Some(asset("GOLD_COINS")));
        let changed = store.change_wallets_by(&player, gold, StatusChange::Freeze(block), &note, &ada).await;
        changed.expect("the store works")
    };
    freeze("user_001", Block::Debits).await.expect("within the cap");
    freeze("user_001", Block::Debits).await.expect("nothing changes");
    let Err(StatusRefusal::CapExceeded(over)) = freeze("user_001", Block::All).await else { panic!("over the cap") };
    assert_eq!((over.of, over.per, over.used), (CapKind::Freeze, CapPer::Player, 1));
    freeze("user_002", Block::All).await.expect("within the cap");
    let Err(StatusRefusal::CapExceeded(over)) = freeze("user_003", Block::All).await else { panic!("over the cap") };
    assert_eq!((over.per, over.used), (CapPer::Day, 2));
    assert_eq!(find(store, "user_003").await.status, crate::WalletStatus::Open, "nothing was frozen");
}

/// However many at once, for whichever players: they come to the cap and no further.
pub async fn racing_commands_of_a_key_never_pass_its_cap(store: &dyn Store, _: &SetClock) {
    open_players(store).await;
    let ada = support("0000000000aa", (2, 10, 10));
    let players = ["user_001", "user_002", "user_003", "user_004"];
    let commands: Vec<[Command; 1]> = (0..24)
        .map(|number| [bonus(players[number % 4], "GOLD_COINS", 2, &format!("k{number}")).by(ada.clone())])
        .collect();
    let answers = join_all(commands.iter().map(|command| store.execute(command))).await;
    let outcomes: Vec<Outcome> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result().is_ok()).count(), 5, "{outcomes:?}");
    let used = store.find_cap_usage("0000000000aa", "").await.expect("the store works");
    assert_eq!(used.used(CapKind::Grant).collect::<Vec<_>>(), [("GOLD_COINS", 10)]);
}

/// More than its actor may move alone needs another's approval, which is recorded with it.
pub async fn a_large_correction_needs_an_approval(store: &dyn Store, _: &SetClock) {
    open_players(store).await;
    let bob = bounded("0000000000cc", Bounds { caps: None, approval_over: Some(50) });
    let give = |minor, name: &str| bonus("user_001", "GOLD_COINS", minor, name);
    decide_one(store, give(50, "a").by(bob.clone())).await;
    let refused = unrecorded(store, give(51, "b").by(bob.clone())).await;
    assert_eq!(refused, Rejection::ApprovalRequired { over: 50, asked: 51 });
    let eve = Origin::of_key(ApiKeyId::new("0000000000dd").expect("an id"), &Name::new("eve").expect("a name"));
    let approved = decide_one(store, give(51, "b").by(bob.approved_by(&eve))).await;
    let found = store.find_transaction(approved.id()).await.expect("the store works").expect("it is recorded");
    let origin = found.command.origin().expect("it has one");
    let told = (origin.name(), origin.key(), origin.approver(), origin.approver_key());
    assert_eq!(told, ("ada", Some("0000000000cc"), Some("eve"), Some("0000000000dd")));
    let refused = unrecorded(store, reversal(&approved.command, None, "c").by(bob.clone())).await;
    assert_eq!(refused, Rejection::ApprovalRequired { over: 50, asked: 51 });
    // Much for little is a grant by another name.
    store.create_asset(&asset_named("DIAMONDS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("DIAMONDS")).await.expect("the store works");
    store.execute(&[mint("DIAMONDS", 1000, "diamonds")]).await.expect("the store works");
    let sell = |minor, name: &str| {
        let sum = |code, minor| Sum { asset: asset(code), amount: amount(minor) };
        let (pay, receive) = (vec![sum("GOLD_COINS", 1)], vec![sum("DIAMONDS", minor)]);
        Command::purchase(key(name), owner("user_001"), pay, receive, Details::default())
            .expect("valid")
            .by(bob.clone())
    };
    let refused = unrecorded(store, sell(51, "d")).await;
    assert_eq!(refused, Rejection::ApprovalRequired { over: 50, asked: 51 });
    decide_one(store, sell(50, "d")).await;
}
