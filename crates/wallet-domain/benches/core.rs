//! What a command costs in the core: naming it, finding what a batch touches, deciding it.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wallet_domain::testing::{asset, command, key, owner};
use wallet_domain::{
    Amount, Balance, Book, Command, Details, Flow, Footprint, Lane, Plan, Policy, Timestamp, WalletId, WalletState,
    decide,
};

const PLAYERS: usize = 10_000;
/// Half spends, a quarter each top-ups and bonuses, as the load test has it.
const MIX: [Flow; 4] = [Flow::Spend, Flow::TopUp, Flow::Spend, Flow::Bonus];

/// Fresh commands of players who are far apart in the order of their names.
fn batch(size: usize) -> Vec<Command> {
    (0..size)
        .map(|n| {
            let player = format!("player_{:07}", n * 7_919 % PLAYERS);
            command(MIX[n % MIX.len()], &player, "GOLD_COINS", 5, &format!("8e03978e-40d5-43e8-bc93-{n:012}"))
        })
        .collect()
}

fn now() -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000)
}

/// A book in which every wallet is there and can pay.
fn book<'a>(footprint: &'a Footprint<'a>) -> Book<'a> {
    let mut book = Book::new(footprint);
    book.put_asset(0, Policy::default());
    for (slot, number) in (0..footprint.wallets().len()).zip(1..) {
        let name = footprint.wallets()[slot];
        let opened =
            WalletState::opened(WalletId::new(name.shard_key(), number).expect("a small number"), name.owner, now());
        book.put_wallet(slot, WalletState { balance: Balance::new(1_000_000_000).expect("valid"), ..opened });
    }
    book
}

fn decided(book: &mut Book<'_>) -> Plan {
    decide(book, now()).expect("one lane has all of the treasury")
}

fn deciding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    for size in [1, 32, 500, 1_000] {
        let commands = batch(size);
        let footprint = Footprint::of(&commands, Lane::ONLY);
        assert!(decided(&mut book(&footprint)).into_outcomes().iter().all(|outcome| outcome.result().is_ok()));
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("decide", size), |bencher| {
            bencher.iter_batched_ref(|| book(&footprint), |book| decided(book), BatchSize::LargeInput);
        });
        group.bench_function(BenchmarkId::new("footprint", size), |bencher| {
            bencher.iter_with_large_drop(|| Footprint::of(black_box(&commands), Lane::ONLY));
        });
        group.bench_function(BenchmarkId::new("footprint, book and decide", size), |bencher| {
            bencher.iter(|| {
                let footprint = Footprint::of(black_box(&commands), Lane::ONLY);
                black_box(decided(&mut book(&footprint)).transactions().len())
            });
        });
    }
    group.finish();
}

fn naming(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("command");
    group.throughput(Throughput::Elements(1));
    let parts = (key("8e03978e-40d5-43e8-bc93-6894a57f9324"), owner("player_0000001"), asset("GOLD_COINS"));
    let amount = Amount::new(5).expect("valid");
    group.bench_function("id and fingerprint", |bencher| {
        bencher.iter_batched(
            || parts.clone(),
            |(key, owner, asset)| Command::new(Flow::Spend, key, owner, asset, amount, Details::default()),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, deciding, naming);
criterion_main!(benches);
