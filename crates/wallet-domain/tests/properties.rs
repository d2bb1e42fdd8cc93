//! Invariants 1 to 6 after any sequence of commands.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use proptest::prelude::*;
use wallet_domain::testing::{
    MemoryLedger, SetClock, Store, Workload, command, mint, open_workload, without_wallet_ids,
};
use wallet_domain::{
    AssetCode, Claim, ClaimKind, Command, Entry, Flow, Group, GroupKind, Lanes, Ledger, MINOR_MAX, Outcome, OwnerId,
    Transaction, TransactionId,
};

const NOW: i64 = 1_700_000_000_000_000;

/// Few keys, players and amounts, so that retries, reuses, overdrafts and a dry treasury all happen.
fn any_command() -> impl Strategy<Value = Command> {
    let player = (0..6_u8).prop_map(|number| match number {
        0 => "nobody".to_owned(),
        number => format!("player_{number}"),
    });
    let code = prop_oneof![8 => Just("GOLD_COINS"), 4 => Just("DIAMONDS"), 1 => Just("UNKNOWN")];
    let figure = prop_oneof![20 => 1..120_u64, 1 => Just(MINOR_MAX.cast_unsigned())];
    let flow =
        prop_oneof![Just(Flow::Mint), Just(Flow::TopUp), Just(Flow::Bonus), Just(Flow::Spend), Just(Flow::Spend)];
    (flow, player, code, figure, 0..40_u8).prop_map(|(flow, player, code, figure, name)| match flow {
        Flow::Mint => mint(code, figure, &format!("k{name}")),
        _ => command(flow, &player, code, figure, &format!("k{name}")),
    })
}

/// What the workload makes: every kind of order, too.
fn any_orders() -> impl Strategy<Value = Vec<Vec<Command>>> {
    (any::<u64>(), 1..40_usize).prop_map(|(seed, count)| {
        let mut workload = Workload::new(seed);
        (0..count).map(|_| workload.next_batch(12)).collect()
    })
}

fn any_batches() -> impl Strategy<Value = Vec<Vec<Command>>> {
    prop_oneof![prop::collection::vec(prop::collection::vec(any_command(), 1..12), 1..14), any_orders()]
}

/// Invariants 1 to 3, 7 and 8, from all that is stored.
fn assert_sound(ledger: &MemoryLedger) {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let mut booked: HashMap<(i64, i64), i64> = HashMap::new();
    let (mut owed, mut told) = (BTreeMap::new(), BTreeMap::new());
    for (wallet, entries) in ledger.statements() {
        let name = format!("{} {}", wallet.owner, wallet.asset);
        let mut balance = 0;
        for (number, entry) in (1..).zip(&entries) {
            balance += entry.amount;
            assert_eq!((entry.sequence, entry.balance_after.minor()), (number, balance), "{name}");
            booked.insert((entry.wallet.value(), entry.sequence), entry.amount);
        }
        assert_eq!(wallet.state.balance.minor(), balance, "{name}");
        assert_eq!(wallet.state.sequence, i64::try_from(entries.len()).expect("few"), "{name}");
        let is_below = wallet.owner == *OwnerId::issuance() || wallet.owner.is_debt();
        assert!(balance >= if is_below { -MINOR_MAX } else { 0 }, "{name} is at {balance}");
        if wallet.owner.is_debt() {
            assert!(balance <= 0 && wallet.state.debt == 0, "{name} is at {balance}");
            owed.insert(wallet.owner.debtor().map(|player| format!("{player} {}", wallet.asset)), -balance);
        }
        if wallet.state.debt != 0 {
            told.insert(Some(name.clone()), wallet.state.debt);
        }
        let holds = ledger.claims().into_iter().filter(|claim| claim.wallet == wallet.state.id);
        let left: i64 = holds.filter(|claim| claim.kind == ClaimKind::Hold).map(|claim| claim.left()).sum();
        assert_eq!(wallet.state.held, left, "{name}");
        assert!((0..=balance.max(0)).contains(&left), "{name} holds {left} of {balance} back");
        *sums.entry(wallet.asset.to_string()).or_default() += balance;
    }
    assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    owed.retain(|_, debt| *debt != 0);
    assert_eq!(owed, told, "what debts' wallets lack, and what players' wallets say is owed");
    assert_claims(ledger);
    for transaction in ledger.transactions() {
        match &transaction.result {
            Ok(posting) => {
                assert_eq!(posting.entries.is_empty(), transaction.command.legs().is_empty());
                assert!(posting.entries.iter().all(|entry| entry.amount != 0));
                let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
                for entry in &posting.entries {
                    *sums.entry(entry.asset.as_str()).or_default() += entry.amount;
                }
                assert!(sums.values().all(|sum| *sum == 0), "{transaction:?}");
                for entry in &posting.entries {
                    assert_eq!(booked.remove(&(entry.wallet.value(), entry.sequence)), Some(entry.amount));
                }
            }
            Err(_) => assert_eq!(transaction.entries(), []),
        }
    }
    assert!(booked.is_empty(), "entries without a transaction: {booked:?}");
}

/// Every claim follows from its transactions, which take no more than there was.
fn assert_claims(ledger: &MemoryLedger) {
    let transactions = ledger.transactions();
    for claim in ledger.claims() {
        assert!((0..=claim.amount).contains(&claim.taken), "{claim:?}");
        let is_its = |it: &&Transaction| it.id() == claim.id || it.command.refers_to() == Some(claim.id);
        let mut its: Vec<&Transaction> = transactions.iter().filter(is_its).collect();
        its.sort_unstable_by_key(|it| it.id() != claim.id);
        let followed = its.iter().fold(None, |before, it| Claim::follow(claim.id, before, it, claim.wallet).or(before));
        assert_eq!(followed, Some(claim));
    }
}

fn run(batches: &[Vec<Command>], after: impl FnMut(&MemoryLedger, &[Command], &[Outcome])) -> MemoryLedger {
    run_in(Lanes::ONE, batches, after)
}

fn run_in(
    lanes: Lanes,
    batches: &[Vec<Command>],
    mut after: impl FnMut(&MemoryLedger, &[Command], &[Outcome]),
) -> MemoryLedger {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let ledger = MemoryLedger::default().with_lanes(lanes);
    runtime.block_on(async {
        let store: &dyn Store = &ledger;
        open_workload(store).await;
        for batch in batches {
            let outcomes = ledger.execute(batch).await.expect("memory works");
            after(&ledger, batch, &outcomes);
        }
    });
    ledger
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_invariants_hold_after_every_batch(batches in any_batches()) {
        run(&batches, |ledger, _, _| assert_sound(ledger));
    }

    #[test]
    fn the_invariants_hold_while_time_ends_holds(batches in any_orders(), lanes in any_lanes(), step in 1..900_000_i64) {
        let clock = Arc::new(SetClock::at(NOW));
        let ledger = MemoryLedger::new(clock.clone()).with_lanes(lanes);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(open_workload(&ledger));
        for (number, batch) in (1..).zip(&batches) {
            clock.set(NOW + number * step);
            let first = runtime.block_on(ledger.execute(batch)).expect("memory works");
            assert_sound(&ledger);
            let again = runtime.block_on(ledger.execute(batch)).expect("memory works");
            for (first, again) in first.iter().zip(again) {
                if let Outcome::Decided(transaction) = first {
                    prop_assert_eq!(again, Outcome::Replayed(transaction.clone()));
                }
            }
        }
    }

    #[test]
    fn records_never_change_and_a_key_keeps_its_outcome(batches in any_batches()) {
        // Invariants 4 and 5.
        let mut recorded: HashMap<TransactionId, Transaction> = HashMap::new();
        run(&batches, |ledger, batch, outcomes| {
            for (command, outcome) in batch.iter().zip(outcomes) {
                match outcome {
                    Outcome::Decided(transaction) => {
                        assert_eq!(recorded.insert(command.id(), transaction.clone()), None, "a key was decided twice");
                    }
                    Outcome::Replayed(transaction) => assert_eq!(recorded.get(&command.id()), Some(transaction)),
                    Outcome::KeyReused => {
                        assert_ne!(recorded[&command.id()].command.fingerprint(), command.fingerprint());
                    }
                    Outcome::Unrecorded(refusal) => {
                        assert!(!refusal.is_recorded() || command.flow() == Flow::Expire, "{refusal:?}");
                    }
                    Outcome::Tried(_) | Outcome::Undone { .. } => panic!("no batch has a group: {outcome:?}"),
                }
            }
            let stored = ledger.transactions().into_iter().filter(|transaction| !is_the_services_own(transaction));
            let stored: HashMap<_, _> = stored.map(|transaction| (transaction.id(), transaction)).collect();
            assert_eq!(stored, recorded);
        });
    }

    #[test]
    fn refusals_and_replays_move_nothing(batches in any_batches()) {
        // Invariant 6: what is stored afterwards is the postings' doing alone.
        let mut posted: BTreeMap<String, i64> = BTreeMap::new();
        let ledger = run(&batches, |_, _, outcomes| {
            for outcome in outcomes {
                if let Outcome::Decided(transaction) = outcome {
                    for entry in transaction.entries() {
                        *posted.entry(format!("{} {}", entry.owner, entry.asset)).or_default() += entry.amount;
                    }
                }
            }
        });
        for transaction in ledger.transactions().iter().filter(|transaction| is_the_services_own(transaction)) {
            for entry in transaction.entries() {
                *posted.entry(format!("{} {}", entry.owner, entry.asset)).or_default() += entry.amount;
            }
        }
        for (wallet, _) in ledger.statements() {
            let name = format!("{} {}", wallet.owner, wallet.asset);
            prop_assert_eq!(wallet.state.balance.minor(), posted.get(&name).copied().unwrap_or_default(), "{}", name);
        }
    }

    #[test]
    fn how_commands_are_batched_does_not_change_what_is_decided(batches in any_batches()) {
        let (mut together, mut alone) = (Vec::new(), Vec::new());
        run(&batches, |_, _, outcomes| together.extend(outcomes.iter().cloned().map(without_wallet_ids)));
        let singles: Vec<Vec<Command>> = batches.concat().into_iter().map(|command| vec![command]).collect();
        run(&singles, |_, _, outcomes| alone.extend(outcomes.iter().cloned().map(without_wallet_ids)));
        for (together, alone) in together.iter().zip(&alone) {
            prop_assert_eq!(together, alone);
        }
    }

    #[test]
    fn how_many_lanes_there_are_does_not_change_what_is_decided(batches in any_batches(), count in 2..6_i64) {
        // What a player is told: posted with which balance, or refused with which figures. A mint's balance is its
        // stripe's.
        let told = |outcomes: &[Outcome]| -> Vec<_> {
            let figure = |transaction: &Transaction, balance| match transaction.command.flow() {
                Flow::Mint => None,
                _ => Some(balance),
            };
            let result = |outcome: &Outcome| outcome.result().map(|(it, posting)| figure(it, posting.balance));
            outcomes.iter().map(|outcome| (outcome.is_replay(), result(outcome))).collect()
        };
        let (mut alone, mut side_by_side) = (Vec::new(), Vec::new());
        run(&batches, |_, _, outcomes| alone.extend(told(outcomes)));
        run_in(Lanes::new(count).expect("valid"), &batches, |ledger, _, outcomes| {
            assert_sound(ledger);
            side_by_side.extend(told(outcomes));
        });
        prop_assert_eq!(alone, side_by_side);
    }

    #[test]
    fn what_does_not_last_of_a_group_changes_nothing_that_is_decided_beside_it(
        batches in any_batches(),
        groupings in prop::collection::vec(any_grouping(), 14),
        lanes in any_lanes(),
    ) {
        // One ledger is given the groups, another the same commands without those that were undone or only tried.
        let (grouped, plain) = (opened(lanes), opened(lanes));
        for (batch, cuts) in batches.iter().zip(&groupings) {
            let groups = groups_of(batch.len(), cuts);
            let lane = lanes.lane_of(&batch[0]);
            let outcomes = grouped.execute_in(batch, &groups, lane);
            let (mut lasting, mut told) = (Vec::new(), Vec::new());
            for (position, outcome) in outcomes.into_iter().enumerate() {
                let is_trial = groups.iter().any(|group| group.commands.contains(&position) && group.kind.is_trial());
                if !is_trial && !matches!(outcome, Outcome::Undone { .. }) {
                    lasting.push(batch[position].clone());
                    told.push(outcome);
                }
            }
            let expected: Vec<_> = plain.execute_in(&lasting, &[], lane).into_iter().map(without_wallet_ids).collect();
            prop_assert_eq!(expected, told.into_iter().map(without_wallet_ids).collect::<Vec<_>>());
            assert_sound(&grouped);
        }
        prop_assert_eq!(used(&grouped), used(&plain));
    }
}

/// What the workload is good for: every flow is posted, and taken back where it has a way back; orders of as much as there is
/// find less than they ask for; and every refusal is met that callers can meet.
#[test]
fn the_workload_meets_every_flow_and_every_refusal() {
    let clock = Arc::new(SetClock::at(NOW));
    let ledger = MemoryLedger::new(clock.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(open_workload(&ledger));
    let (mut workload, mut met) = (Workload::new(1), BTreeSet::new());
    for number in 0..4000 {
        clock.set(NOW + number * 100_000);
        let batch = workload.next_batch(12);
        let outcomes = runtime.block_on(ledger.execute(&batch)).expect("memory works");
        for (command, outcome) in batch.iter().zip(outcomes) {
            let flow = command.flow().name();
            match outcome.result() {
                Err(rejection) => _ = met.insert(rejection.code().to_owned()),
                Ok((transaction, _)) => {
                    let story = transaction.story();
                    met.insert(flow.to_owned());
                    met.extend(story.reversed_flow.map(|reversed| format!("reversal of a {reversed}")));
                    met.extend(
                        story.requested.filter(|most| *most > story.amount).map(|_| format!("less than a {flow}")),
                    );
                }
            }
        }
    }
    let refusals = "idempotency_key_reused asset_not_found wallet_not_found transaction_not_found hold_not_found \
                    hold_settled hold_expired already_reversed reversal_exceeds_original share_not_whole capture_exceeds_hold \
                    payment_ref_used no_rate conversion_too_small rate_below_minimum same_wallet not_transferable version_mismatch \
                    limit_exceeded insufficient_funds treasury_exhausted budget_exhausted ceiling_exceeded";
    let reversals =
        Flow::ALL.into_iter().filter(|flow| flow.is_reversible()).map(|flow| format!("reversal of a {flow}"));
    let takes = Flow::ALL.into_iter().filter(|flow| flow.takes_at_most()).map(|flow| format!("less than a {flow}"));
    let names = refusals.split_whitespace().chain(Flow::ALL.map(Flow::name)).map(ToOwned::to_owned);
    let missed: Vec<String> = names.chain(reversals).chain(takes).filter(|word| !met.contains(word)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

/// What the service books by itself while time stands still: what wallets begin with.
fn is_the_services_own(transaction: &Transaction) -> bool {
    transaction.command.key().as_str().starts_with("starting ")
}

/// Balances and amounts of all wallets that have entries: one that a credit has opened which was undone has none.
fn used(ledger: &MemoryLedger) -> Vec<(OwnerId, AssetCode, i64, Vec<i64>)> {
    let statements = ledger.statements().into_iter().filter(|(wallet, _)| wallet.state.sequence > 0);
    let amounts = |entries: Vec<Entry>| entries.iter().map(|entry| entry.amount).collect();
    statements.map(|(it, entries)| (it.owner, it.asset, it.state.balance.minor(), amounts(entries))).collect()
}

fn opened(lanes: Lanes) -> MemoryLedger {
    run_in(lanes, &[], |_, _, _| {})
}

/// One to three lanes by remainder, or as many shards.
fn any_lanes() -> impl Strategy<Value = Lanes> {
    (1..4_i16, any::<bool>()).prop_map(|(count, are_shards)| {
        if !are_shards {
            return Lanes::new(count.into()).expect("valid");
        }
        let shard_of: Vec<i64> = (0..1024).map(|key| key * i64::from(count) / 1024).collect();
        let stripe_keys: Vec<i16> = (0..count).map(|shard| 1024 * shard / count + 1).collect();
        Lanes::of_shards(&stripe_keys, &shard_of).expect("a lane a shard")
    })
}

/// Where a batch is cut into runs of neighbours, and what each run is.
fn any_grouping() -> impl Strategy<Value = Vec<(usize, Option<GroupKind>)>> {
    let kind = prop_oneof![
        2 => Just(None),
        2 => Just(Some(GroupKind::AllOrNothing)),
        1 => Just(Some(GroupKind::Trial)),
        1 => Just(Some(GroupKind::AllOrNothingTrial)),
    ];
    prop::collection::vec((1..5_usize, kind), 1..8)
}

fn groups_of(count: usize, cuts: &[(usize, Option<GroupKind>)]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 0;
    for &(length, kind) in cuts {
        let commands = next.min(count)..(next + length).min(count);
        next += length;
        if let Some(kind) = kind.filter(|_| !commands.is_empty()) {
            groups.push(Group { commands, kind });
        }
    }
    groups
}
