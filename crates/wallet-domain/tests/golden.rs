//! What stores keep for good: codes, ids, fingerprints, canonical JSON, hashes. A line that changes makes old rows
//! unreadable, old keys usable for something else, or old ledgers look forged.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use wallet_domain::access::Scope;
use wallet_domain::record::chain::{leaf, root};
use wallet_domain::testing::{
    EXAMPLE_POLICY, MemoryLedger, SetClock, amount, asset, asset_with, check_golden, every_rejection, examples, give,
    key, mint, open_examples, ordered, owner, spend, top_up,
};
use wallet_domain::{
    Block, ChainHash, ChainLink, ChangeAction, ClaimKind, ClaimStatus, Command, Conversion, Description, Details, Flow,
    Head, Lane, Metadata, OnShortfall, Origin, OverMax, Part, PaymentRule, Period, Policy, Reference, Seal, ShardKey,
    Sum, Timestamp, Transaction, Usage, WalletStatus, Wallets,
};

const NOW: i64 = 1_700_000_000_000_000;

fn golden(file: &str, found: &str) {
    check_golden(format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR")), found);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Every code from which something is read.
fn codes<T>(from_code: impl Fn(i16) -> Option<T>, name: impl Fn(&T) -> String) -> String {
    let known = (i16::MIN..=i16::MAX).filter_map(|code| Some((code, from_code(code)?)));
    known.fold(String::new(), |text, (code, it)| text + &format!("  {code} {}\n", name(&it)))
}

fn json<T: serde::Serialize>(values: &[T]) -> String {
    let line = |value| serde_json::to_string(value).map(|json| format!("  {json}\n"));
    values.iter().map(line).collect::<Result<_, _>>().expect("serialisable")
}

#[test]
fn codes_and_names_that_stores_keep_are_golden() {
    let scopes = |flow: &Flow| format!("{} needs {}", flow.name(), Scope::of(*flow));
    let kept = |name: &str| format!("  {name} {:?}\n", ChangeAction::from_name(name));
    let sections = [
        ("flows", codes(Flow::from_code, scopes)),
        ("wallets' status", codes(WalletStatus::from_code, |status| status.name().to_owned())),
        ("claims", codes(ClaimKind::from_code, |kind| format!("{kind:?}"))),
        ("claims' status", codes(ClaimStatus::from_code, |status| status.name().to_owned())),
        ("scopes", Scope::ALL.map(|scope| format!("  {scope}\n")).concat()),
        ("changes", ChangeAction::ALL.map(ChangeAction::name).map(kept).concat()),
        ("periods", json(&[Period::Day, Period::Week, Period::Month])),
        ("on_shortfall", json(&[OnShortfall::Refuse, OnShortfall::TakeAvailable, OnShortfall::Debt])),
        ("over_max", json(&[OverMax::Reject, OverMax::Clip])),
        ("payment_ref", json(&[PaymentRule::Once, PaymentRule::Free])),
        ("block", json(&[Block::Debits, Block::Credits, Block::All])),
    ];
    let text = sections.map(|(heading, lines)| format!("{heading}\n{lines}")).concat();
    golden("codes.txt", &text);
}

#[test]
fn stored_forms_of_refusals_are_golden() {
    let line = |rejection: wallet_domain::Rejection| {
        let kept = if rejection.is_recorded() { "recorded" } else { "unrecorded" };
        format!("{} {kept} {}\n", rejection.code(), rejection.to_json())
    };
    golden("rejections.txt", &every_rejection().into_iter().map(line).collect::<String>());
}

#[test]
fn stored_forms_of_the_rest_are_golden() {
    let metadata = r#" {"z":1,"a":{"y":1.50,"x":[1e3,12345678901234567890,"ä\u00e4"]},"b":null} "#;
    let head = Head { lane: 1, number: 2, created_at: Timestamp::from_micros(NOW), hash: ChainHash::ZERO };
    let link = ChainLink {
        lane: 1,
        number: 7,
        created_at: Timestamp::from_micros(NOW),
        count: 2,
        seal: Seal { root: root(&[ChainHash::ZERO, ChainHash::ZERO, ChainHash::ZERO]), previous: ChainHash::ZERO },
    };
    let gold = asset_with("GOLD_COINS", EXAMPLE_POLICY);
    let owners = ["user_001", "system:treasury", "system:event", "system:debt:user_001"];
    let lines = [
        format!("metadata {}", Metadata::parse(metadata).expect("valid").as_str()),
        format!("policy {}", gold.policy.to_json()),
        format!("policy of nothing {}", Policy::default().to_json()),
        format!("asset's tag {}", gold.tag()),
        format!("usage {}", Usage::from_json(USAGE).expect("valid").to_json()),
        format!("heads {:?}", Head::list_to_text(&[head, head])),
        format!("commit {}", link.hash()),
        format!("no leaves {}", root(&[])),
        format!("origin of anyone {}", Origin::anyone().as_json()),
        format!("origin of the service {}", Origin::service().as_json()),
        format!("shards {:?}", owners.map(|name| ShardKey::of(&owner(name)).value())),
    ];
    golden("encodings.txt", &(lines.join("\n") + "\n"));
}

const USAGE: &str = r#"[{"flow":"spend","per":"day","since":0,"count":1,"amount":30},
    {"flow":"bonus","per":"month","time_zone":"Europe/Berlin","since":1,"count":2,"amount":60}]"#;

/// A ledger that notes all that becomes of each command it is given, each a commit of its own.
struct Notebook {
    ledger: MemoryLedger,
    clock: Arc<SetClock>,
    text: String,
    flows: BTreeSet<&'static str>,
    leaves: Vec<ChainHash>,
}

impl Notebook {
    async fn new() -> Self {
        let clock = Arc::new(SetClock::at(NOW));
        let ledger = MemoryLedger::new(clock.clone());
        open_examples(&ledger).await;
        Self { ledger, clock, text: String::new(), flows: BTreeSet::new(), leaves: Vec::new() }
    }

    /// Executes a command and notes what is recorded: the command's transaction, and others that it brings about.
    async fn note(&mut self, name: &str, command: &Command) {
        let (recorded, outcomes) = self.ledger.commit_in(std::slice::from_ref(command), &[], Lane::ONLY);
        let refusal = outcomes[0].result().err().map(|refusal| format!(": {}", refusal.code()));
        writeln!(self.text, "## {name}{}", refusal.unwrap_or_default()).expect("a String takes all");
        for transaction in recorded {
            self.text.push_str(&said(&transaction));
            let command = &transaction.command;
            if let Some(claim) =
                self.ledger.find_claim(command.refers_to().unwrap_or(command.id())).await.expect("memory")
            {
                let (kind, status) = (claim.kind.code(), claim.status.code());
                let until = claim.expires_at.map(Timestamp::as_micros);
                writeln!(
                    self.text,
                    "claim       kind {kind} status {status}, {} of {}, until {until:?}",
                    claim.taken, claim.amount
                )
                .expect("a String takes all");
            }
            self.flows.insert(command.flow().name());
            self.leaves.push(leaf(&transaction));
        }
        self.text.push('\n');
    }
}

/// All that stores and the chain keep of a transaction.
fn said(transaction: &Transaction) -> String {
    let command = &transaction.command;
    let details = command.details();
    let texts = [
        details.reference.as_ref().map(Reference::as_str),
        details.description.as_ref().map(Description::as_str),
        details.metadata.as_ref().map(Metadata::as_str),
    ];
    let mut lines = vec![
        format!(
            "{} {} {} of {} under {:?}",
            command.flow().name(),
            command.amount().minor(),
            command.asset(),
            command.owner(),
            command.key().as_str()
        ),
        format!("id          {}", command.id()),
        format!("fingerprint {}", hex(command.fingerprint().as_bytes())),
        format!("details     {texts:?}"),
        format!("terms       {}", command.terms().map_or("none".to_owned(), wallet_domain::Terms::to_json)),
        format!("origin      {}", command.origin().map_or("none", Origin::as_json)),
    ];
    match &transaction.result {
        Err(rejection) => lines.push(format!("rejection   {}", rejection.to_json())),
        Ok(posting) => {
            let effects = posting.effects.as_ref().map_or("none".to_owned(), |effects| effects.to_json());
            lines.push(format!("effects     {effects}"));
            lines.extend(posting.entries.iter().map(|entry| {
                let (wallet, after) = (entry.wallet.value(), entry.balance_after.minor());
                let (owner, asset, amount, sequence) = (&entry.owner, &entry.asset, entry.amount, entry.sequence);
                format!("entry       {sequence} of {wallet}, {owner} {asset}: {amount} -> {after}")
            }));
        }
    }
    lines.push(format!("leaf        {}", leaf(transaction)));
    lines.join("\n") + "\n"
}

/// What has several legs, taken back: in a file of its own, so that no line of the other changes.
fn examples_of_reversals() -> Vec<(&'static str, Command)> {
    let none = Details::default;
    let (gold, player) = ("GOLD_COINS", "user_001");
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let (pay, receive) = (vec![sum(gold, 20)], vec![sum("TICKETS", 4)]);
    let bought = Command::purchase(key("buy"), owner(player), pay, receive, none()).expect("valid");
    let given = give((player, "user_002"), gold, 8, Some(2), "give");
    let changed = ordered(Conversion { to: asset("DIAMONDS"), min: None }, player, gold, 350, "change");
    let back = |of: &Command, name: &str, part: Part, on_shortfall| {
        Command::reversal(of, key(name), part, on_shortfall, none()).expect("valid")
    };
    let share = |text: &str| Part::Share(text.parse().expect("valid"));
    let whole = back(&given, "give-back", Part::Rest, OnShortfall::Refuse).returning_fee().expect("it has a fee");
    let some = back(&changed, "change-back", Part::Amount(amount(40)), OnShortfall::Refuse);
    vec![
        ("mint", mint(gold, 9000, "supply")),
        ("mint of another asset", mint("DIAMONDS", 500, "diamonds")),
        ("mint of a third asset", mint("TICKETS", 500, "tickets")),
        ("top-up", top_up(player, gold, 900, "bought")),
        ("purchase", bought.clone()),
        ("reversal of a share of it", back(&bought, "buy-half", share("2/4"), OnShortfall::Refuse)),
        ("reversal that divides an item", back(&bought, "buy-odd", Part::Amount(amount(3)), OnShortfall::Refuse)),
        ("spend of what it gave", spend(player, "TICKETS", 2, "used")),
        ("reversal of the rest into debt", back(&bought, "buy-rest", Part::Rest, OnShortfall::Debt)),
        ("what a player gives, with a fee", given.clone()),
        ("reversal of it with its fee", whole),
        ("conversion", changed.clone()),
        ("reversal of a part of it", some.clone()),
        ("reversal of that reversal", back(&some, "change-again", Part::Rest, OnShortfall::TakeAvailable)),
    ]
}

#[tokio::test]
async fn what_is_recorded_of_reversals_is_golden() {
    let mut notebook = Notebook::new().await;
    for (place, (name, command)) in (1..).zip(examples_of_reversals()) {
        notebook.clock.set(NOW + place * 1_000_000);
        notebook.note(name, &command).await;
    }
    golden("reversals.txt", &notebook.text);
}

/// Spends and captures of what there is, beside the same without: in a file of its own as well.
fn examples_of_as_much_as() -> Vec<(&'static str, Command)> {
    let (gold, player) = ("GOLD_COINS", "user_001");
    let at_most = |command: Command| command.as_much_as().expect("valid");
    let held = Command::hold(key("held"), owner(player), asset(gold), amount(40), 60, Details::default());
    let held = held.expect("valid");
    let take = |name: &str, minor| {
        let capture = Command::capture(&held, key(name), Some(amount(minor)), false, Details::default());
        at_most(capture.expect("valid"))
    };
    let sunk = spend(player, gold, 7, "sunk").through(owner("system:event")).expect("valid");
    vec![
        ("mint", mint(gold, 9000, "supply")),
        ("top-up", top_up(player, gold, 100, "bought")),
        ("hold", held.clone()),
        ("spend", spend(player, gold, 30, "plain")),
        ("spend of as much as there is, of all", at_most(spend(player, gold, 30, "all"))),
        ("the same into a sink on a condition", at_most(sunk).if_version(5)),
        ("spend of as much as there is, of some", at_most(spend(player, gold, 500, "some"))),
        ("spend of as much as there is, of nothing", at_most(spend(player, gold, 500, "none"))),
        ("capture of as much as there is, of all", take("captured", 15)),
        ("capture of as much as there is, of some", take("captured-rest", 30)),
    ]
}

#[tokio::test]
async fn what_is_recorded_of_as_much_as_there_is_is_golden() {
    let mut notebook = Notebook::new().await;
    for (place, (name, command)) in (1..).zip(examples_of_as_much_as()) {
        notebook.clock.set(NOW + place * 1_000_000);
        notebook.note(name, &command).await;
    }
    golden("as_much_as.txt", &notebook.text);
}

#[tokio::test]
async fn what_is_recorded_of_every_flow_is_golden() {
    let mut notebook = Notebook::new().await;
    for (place, (name, command)) in (1..).zip(examples()) {
        notebook.clock.set(NOW + place * 1_000_000);
        notebook.note(name, &command).await;
    }
    let flows: BTreeSet<&str> = Flow::ALL.iter().map(|flow| flow.name()).collect();
    assert_eq!(notebook.flows, flows, "every flow needs an example that is recorded");
    writeln!(notebook.text, "root of all {}", root(&notebook.leaves)).expect("a String takes all");
    golden("flows.txt", &notebook.text);
}
