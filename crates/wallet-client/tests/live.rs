//! The client against a server with the demo data, over sockets.

use std::net::SocketAddr;

use harness::process::{Server, folder, wallet};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use wallet_client::{
    AssetAmount, BatchCommand, BatchRequest, CaptureRequest, Client, Error, FreezeRequest, GetOriginalBalanceQuery,
    GetStatementQuery, HoldRequest, ListChangesQuery, ListEntriesQuery, ListEventsQuery, ListHoldsQuery,
    OpenWalletsRequest, ProblemKind, PurchaseRequest, ReasonRequest, ReversalRequest, SearchTransactionsQuery,
    SearchWalletsQuery, Settings, SpendCommand, SpendRequest, TopUpRequest, Transaction, WalletStatus, WalletToOpen,
};

const ASSET: &str = "GOLD_COINS";
const OWNER: &str = "ada";

struct Live {
    wallet: Client,
    server: Server,
    _store: TempDir,
}

/// A server on which `OWNER` has 100 coins.
async fn live() -> Live {
    let store = folder();
    let server = Server::start(wallet(store.path(), &["serve", "--port", "0"]).env("DATABASE_URL", "sqlite:wallet.db"));
    let wallet = Client::new(&format!("http://{}", server.address), None).expect("a client");
    wallet.open_wallet(OWNER, ASSET).await.expect("it is opened");
    let payment_ref = Some("pay-1".to_owned());
    let top_up = TopUpRequest { payment_ref, ..top_up(100) };
    wallet.create_top_up(&top_up).idempotency_key("pay-1").await.expect("it is credited");
    Live { wallet, server, _store: store }
}

fn top_up(amount: i64) -> TopUpRequest {
    TopUpRequest { owner: OWNER.to_owned(), asset: ASSET.to_owned(), amount, ..TopUpRequest::default() }
}

fn spend(amount: i64) -> SpendRequest {
    SpendRequest { owner: OWNER.to_owned(), asset: ASSET.to_owned(), amount, ..SpendRequest::default() }
}

#[tokio::test]
async fn a_retry_is_a_replay_and_a_refusal_has_its_figures() {
    let Live { wallet, server: _server, _store } = live().await;
    let first = wallet.create_spend(&spend(30)).idempotency_key("order,1").answer().await.expect("it is posted");
    let again = wallet.create_spend(&spend(30)).idempotency_key("order,1").answer().await.expect("it is replayed");
    assert_eq!(first.body, again.body);
    assert_eq!((first.body.balance, first.meta.replayed, again.meta.replayed), (70, false, true));
    assert_eq!(first.body.idempotency_key, "order,1");
    let refused = wallet.create_spend(&spend(999)).await.expect_err("it is too much");
    assert_eq!(refused.kind(), Some(&ProblemKind::InsufficientFunds { available: 70, required: 999 }));
    assert!(!refused.may_be_recorded());
    let tried = wallet.create_spend(&spend(70)).dry_run().await.expect("it would be posted");
    assert_eq!(tried.balance, 0);
    let found = wallet.get_wallet(OWNER, ASSET).answer().await.expect("a wallet");
    assert_eq!((found.body.balance, found.body.status), (70, WalletStatus::Open));
    let etag = found.meta.etag.expect("a wallet has an ETag");
    wallet.create_spend(&spend(1)).if_match(&etag).on_behalf_of("ada@support").await.expect("it is as it was");
    let refused = wallet.create_spend(&spend(1)).if_match(&etag).await.expect_err("it has changed");
    assert!(matches!(refused.kind(), Some(ProblemKind::VersionMismatch { .. })), "{refused}");
}

#[tokio::test]
async fn holds_batches_purchases_and_reversals_are_read_as_they_are_answered() {
    let Live { wallet, server: _server, _store } = live().await;
    let metadata = json!({"auction": {"id": 7}}).as_object().cloned();
    let hold = HoldRequest { owner: OWNER.into(), asset: ASSET.into(), amount: 20, metadata, ..HoldRequest::default() };
    let hold = wallet.create_hold(&hold).await.expect("it is held");
    let mut open = wallet.iterate_holds(OWNER, ASSET, &ListHoldsQuery::default());
    assert_eq!(open.next().await.expect("a page").expect("a hold").id, hold.id);
    let part = CaptureRequest { amount: Some(5), r#final: Some(true), ..CaptureRequest::default() };
    let captured = wallet.capture_hold(&hold.id, &part).await.expect("it is captured");
    assert_eq!((captured.hold.as_deref(), captured.balance), (Some(hold.id.as_str()), 95));
    assert_eq!(wallet.get_hold(&hold.id).await.expect("the hold").captured, 5);

    let command = |key: &str, amount| {
        let (owner, asset, idempotency_key) = (OWNER.to_owned(), ASSET.to_owned(), key.to_owned());
        let command = SpendCommand { owner, asset, amount, idempotency_key, ..SpendCommand::default() };
        BatchCommand::Spend(Box::new(command))
    };
    let batch = BatchRequest { atomic: None, commands: vec![command("a", 5), command("b", 999)] };
    let results = wallet.execute_batch(&batch).await.expect("results").results;
    assert_eq!(results[0].transaction.as_ref().map(|posted| posted.balance), Some(90));
    let refused = results[1].problem.as_ref().map(|problem| &problem.kind);
    assert_eq!(refused, Some(&ProblemKind::InsufficientFunds { available: 90, required: 999 }));

    let pack = PurchaseRequest {
        owner: "user_001".to_owned(),
        pay: vec![AssetAmount { asset: ASSET.to_owned(), amount: 50 }],
        receive: Some(vec![AssetAmount { asset: "DIAMONDS".to_owned(), amount: 1 }]),
        sku: Some("starter_pack".to_owned()),
        ..PurchaseRequest::default()
    };
    let bought = wallet.create_purchase(&pack).await.expect("it is bought");
    let back = wallet.create_reversal(&bought.id, &ReversalRequest::default()).await.expect("it is taken back");
    assert_eq!(back.reverses.as_ref(), Some(&bought.id));
    let reversals = wallet.list_reversals(&bought.id).await.expect("a list");
    assert!(matches!(&reversals.data[..], [Transaction::Posted(posted)] if posted.id == back.id));
}

#[tokio::test]
async fn lists_and_the_feed_are_gone_through() {
    let Live { wallet, server: _server, _store } = live().await;
    for amount in 1..=3 {
        wallet.create_spend(&spend(amount)).await.expect("it is posted");
    }
    wallet.create_spend(&spend(999)).idempotency_key("refused").await.expect_err("it is too much");
    let query = ListEntriesQuery { limit: Some(1), ..ListEntriesQuery::default() };
    let mut entries = wallet.iterate_entries(OWNER, ASSET, &query);
    let mut amounts = Vec::new();
    while let Some(entry) = entries.next().await.expect("a page") {
        amounts.push(entry.amount);
    }
    assert_eq!(amounts, [-3, -2, -1, 100]);
    let statement = wallet.get_statement(OWNER, ASSET, &GetStatementQuery::default()).await.expect("a statement");
    assert_eq!((statement.closing_balance, statement.entries.len()), (94, 4));
    let csv = wallet.get_statement_csv(OWNER, ASSET, &GetStatementQuery::default()).await.expect("a text").0;
    assert!(csv.contains("closing"), "{csv}");

    let query = ListEventsQuery { owner: Some(OWNER.to_owned()), ..ListEventsQuery::default() };
    let mut events = wallet.follow_events(&query);
    let mut types = Vec::new();
    while types.last().is_none_or(|last| last != "spend.rejected") {
        types.push(events.next().await.expect("an event").r#type);
    }
    types.retain(|name| name != "wallet.opened");
    assert_eq!(types, ["top_up.posted", "spend.posted", "spend.posted", "spend.posted", "spend.rejected"]);

    let query = SearchTransactionsQuery { owner: Some(OWNER.to_owned()), ..SearchTransactionsQuery::default() };
    let mut found = wallet.iterate_transactions(&query);
    let latest = found.next().await.expect("a page").expect("a transaction");
    assert!(matches!(&latest, Transaction::Rejected(no) if no.problem.code == "insufficient_funds"), "{latest:?}");
    let by_key = SearchTransactionsQuery { idempotency_key: Some("refused".to_owned()), ..query };
    let mut found = wallet.iterate_transactions(&by_key);
    assert_eq!(found.next().await.expect("a page"), Some(latest));
    assert_eq!(found.next().await.expect("the end"), None);
}

#[tokio::test]
async fn wallets_assets_and_the_rest_are_read_as_they_are_answered() {
    let Live { wallet, server: _server, _store } = live().await;
    let wallets = vec![WalletToOpen { owner: "bob".to_owned(), asset: ASSET.to_owned() }];
    let opened = wallet.open_wallets(&OpenWalletsRequest { wallets }).await.expect("results");
    assert_eq!(opened.results[0].wallet.as_ref().map(|wallet| wallet.balance), Some(0));
    let frozen = wallet.freeze_wallet("bob", ASSET, &FreezeRequest::default()).await.expect("it is frozen");
    assert_eq!(frozen.wallets[0].status, WalletStatus::Frozen);
    wallet.unfreeze_wallets("bob", &ReasonRequest::default()).await.expect("it is open again");
    let query = SearchWalletsQuery { asset: Some(ASSET.to_owned()), min_balance: Some(100), ..Default::default() };
    let mut rich = wallet.iterate_wallets(&query);
    assert!(rich.next().await.expect("a page").is_some());
    let assets = wallet.list_assets().await.expect("a list").assets;
    let coins = assets.iter().find(|asset| asset.code == ASSET).expect("the demo data has it");
    assert_eq!(coins.policy.rates.as_ref().map(|rates| rates[0].pay), Some(100));
    let audit = wallet.get_audit().await.expect("an audit");
    for line in audit.assets {
        assert_eq!(line.supply + line.debts, line.treasury + line.revenue + line.budgets + line.players);
    }
    let mut changes = wallet.iterate_changes(&ListChangesQuery::default());
    assert_eq!(changes.next().await.expect("a page").expect("a change").owner.as_deref(), Some("bob"));
    assert_eq!(wallet.get_readiness().await.expect("an answer").status, "ready");
    assert!(wallet.get_metrics().await.expect("a text").0.contains("wallet_"));
    assert!(wallet.get_document().await.expect("a document").contains_key("openapi"));
    let balance = wallet.get_original_balance(OWNER, &GetOriginalBalanceQuery::default()).await.expect("a balance");
    assert!(format!("{balance:?}").contains("100"), "{balance:?}");
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_asked_for_again_and_booked_once() {
    let Live { server, _store, .. } = live().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let through = format!("http://{}", listener.local_addr().expect("it has an address"));
    tokio::spawn(cut_the_first_answer(listener, server.address.parse().expect("an address")));
    let wallet = Client::new(&through, None).expect("a client");
    let spent = wallet.create_spend(&spend(5)).idempotency_key("cut").answer().await.expect("it is posted");
    assert_eq!((spent.body.balance, spent.meta.attempts, spent.meta.replayed), (95, 2, true));
}

/// Passes connections on to the server; the first answer reaches nobody.
async fn cut_the_first_answer(listener: TcpListener, server: SocketAddr) {
    let mut is_first = true;
    while let Ok((mut client, _)) = listener.accept().await {
        let is_cut = std::mem::replace(&mut is_first, false);
        let mut upstream = TcpStream::connect(server).await.expect("the server listens");
        tokio::spawn(async move {
            let (mut from_client, mut to_client) = client.split();
            let (mut from_server, mut to_server) = upstream.split();
            let answers = async {
                let mut begin = [0; 1];
                from_server.read_exact(&mut begin).await?;
                if is_cut {
                    return Ok(());
                }
                to_client.write_all(&begin).await?;
                copy(&mut from_server, &mut to_client).await.map(drop)
            };
            tokio::select! {
                _ = answers => {}
                _ = copy(&mut from_client, &mut to_server) => {}
            }
        });
    }
}

#[tokio::test]
async fn nobody_there_is_no_outcome_and_what_was_sent_may_be_recorded() {
    let settings = Settings { attempts_max: Some(2), ..Settings::default() };
    let wallet = Client::with("http://127.0.0.1:1", settings).expect("a client");
    let error = wallet.create_spend(&spend(1)).idempotency_key("order-1").await.expect_err("nobody is there");
    let Error::NoOutcome(error) = error else { panic!("{error}") };
    assert_eq!((error.meta.attempts, error.meta.idempotency_key.as_deref()), (2, Some("order-1")));
    assert!(error.may_be_recorded);
}
