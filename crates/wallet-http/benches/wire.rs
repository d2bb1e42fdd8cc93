//! What a command costs at the edge: parsing it out of a body, and rendering its answer.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures_util::FutureExt;
use wallet_domain::testing::{MemoryLedger, asset, asset_named, mint, owner};
use wallet_domain::{Command, IdempotencyKey, Ledger, Outcome, Registry};
use wallet_http::http::wire::{BatchAnswer, BatchCommand, BatchRequest, BatchResult, FlowRequest, SpendRequest};

const SPEND: &str = r#"{"owner":"player_0000001","asset":"GOLD_COINS","amount":30,"description":"A red hat"}"#;
const BATCH: usize = 1_000;

fn batch_body() -> String {
    let command = |n: usize| {
        let (flow, player) = (["spend", "top_up", "spend", "bonus"][n % 4], n % 100);
        format!(
            r#"{{"flow":"{flow}","idempotency_key":"8e03978e-40d5-43e8-{n:012}","owner":"player_{player:07}","asset":"GOLD_COINS","amount":5}}"#
        )
    };
    format!(r#"{{"commands":[{}]}}"#, (0..BATCH).map(command).collect::<Vec<_>>().join(","))
}

fn parse_batch(body: &str) -> Vec<Command> {
    let request: BatchRequest = serde_json::from_str(body).expect("a well-formed body");
    let commands = request.into_commands().expect("not too many");
    let read = |command: BatchCommand| command.into_command(|_, _| unreachable!("about nothing earlier"));
    commands.into_iter().map(read).collect::<Result<_, _>>().expect("valid commands")
}

fn parse_spend(body: &str) -> Command {
    let request: SpendRequest = serde_json::from_str(body).expect("a well-formed body");
    let key = IdempotencyKey::new("8e03978e-40d5-43e8-bc93-6894a57f9324").expect("valid");
    request.into_command(key).expect("a valid command")
}

/// The batch's outcomes on a ledger where all of it can be posted.
fn outcomes(body: &str) -> Vec<Outcome> {
    let ledger = MemoryLedger::default();
    let now = "memory never waits";
    ledger.create_asset(&asset_named("GOLD_COINS")).now_or_never().expect(now).expect("memory works");
    let names: Vec<_> = (0..100).map(|n| (owner(&format!("player_{n:07}")), asset("GOLD_COINS"))).collect();
    ledger.open_wallets(&names).now_or_never().expect(now).expect("memory works");
    ledger.execute(&[mint("GOLD_COINS", 1_000_000, "m")]).now_or_never().expect(now).expect("memory works");
    ledger.execute(&parse_batch(body)).now_or_never().expect(now).expect("memory works")
}

fn wire(criterion: &mut Criterion) {
    let body = batch_body();
    let outcomes = outcomes(&body);
    let posted: Vec<_> = outcomes.iter().filter_map(|outcome| Some(outcome.result().ok()?.0)).collect();
    assert!(posted.len() > BATCH / 4, "{} were posted", posted.len());

    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Elements(1));
    group.bench_function("parse a spend", |bencher| bencher.iter(|| parse_spend(black_box(SPEND))));
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function("parse a batch", |bencher| bencher.iter(|| parse_batch(black_box(&body))));
    group.throughput(Throughput::Elements(posted.len() as u64));
    group.bench_function("render a batch's answer", |bencher| {
        bencher.iter(|| {
            let results = posted.iter().map(|transaction| BatchResult::posted(transaction, false)).collect();
            serde_json::to_vec(black_box(&BatchAnswer { results })).expect("answers serialise")
        });
    });
    group.finish();
}

criterion_group!(benches, wire);
criterion_main!(benches);
