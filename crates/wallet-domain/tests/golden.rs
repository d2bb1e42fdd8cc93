//! What stores keep for good: codes, ids, fingerprints, canonical JSON, hashes. A line that changes makes old rows
//! unreadable, old keys usable for something else, or old ledgers look forged.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use wallet_domain::access::{ApiKeyId, Scope};
use wallet_domain::record::chain::{leaf, root};
use wallet_domain::testing::{
    MemoryLedger, SetClock, amount, asset, asset_with, bonus, check_golden, command, every_rejection, key, mint, owner,
    spend, top_up,
};
use wallet_domain::{
    Block, ChainHash, ChainLink, ChangeAction, ClaimKind, ClaimStatus, Command, Description, Details, Flow, Head, Lane,
    Metadata, Name, OnShortfall, Origin, OverMax, PaymentRule, Period, Person, Policy, Reference, Registry, Seal,
    ShardKey, Sum, Timestamp, Transaction, Usage, WalletStatus, Wallets,
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
    let actions = ["create_asset", "change_asset", "freeze", "unfreeze", "close", "reopen"];
    let sections = [
        ("flows", codes(Flow::from_code, scopes)),
        ("wallets' status", codes(WalletStatus::from_code, |status| status.name().to_owned())),
        ("claims", codes(ClaimKind::from_code, |kind| format!("{kind:?}"))),
        ("claims' status", codes(ClaimStatus::from_code, |status| status.name().to_owned())),
        ("scopes", Scope::ALL.map(|scope| format!("  {scope}\n")).concat()),
        ("changes", actions.map(|name| format!("  {name} {:?}\n", ChangeAction::from_name(name))).concat()),
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
    let gold = asset_with("GOLD_COINS", POLICY);
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

const POLICY: &str = r#"{"transferable":true,"max_balance":100000,"over_max":"clip",
    "rates":[{"to":"DIAMONDS","pay":100,"receive":3}],
    "limits":[{"flow":"spend","per":"week","time_zone":"Europe/Berlin","max_count":9,"max_amount":9000},
              {"flow":"bonus","per":"day","max_amount":9000,"reversals_give_back":true}],
    "opens_on_credit":true,"gifts_open_wallets":true,"starting_balance":50,"debt_repayment_percent":40,
    "payment_ref":"free"}"#;

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
        for (code, policy) in
            [("DIAMONDS", r#"{"max_balance":40,"over_max":"clip"}"#), ("TICKETS", "{}"), ("GOLD_COINS", POLICY)]
        {
            ledger.create_asset(&asset_with(code, policy)).await.expect("memory works");
            for name in ["user_001", "user_002", "system:event"] {
                ledger.open_wallet(&owner(name), &asset(code)).await.expect("memory works");
            }
        }
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
            if let Some(claim) = self.ledger.find_claim(command.about().unwrap_or(command.id())).await.expect("memory")
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

fn with(reference: Option<&str>, description: Option<&str>, metadata: Option<&str>) -> Details {
    Details {
        reference: reference.map(|text| Reference::new(text).expect("valid")),
        description: description.map(|text| Description::new(text).expect("valid")),
        metadata: metadata.map(|text| Metadata::parse(text).expect("valid")),
    }
}

const GOLD: &str = "GOLD_COINS";
const PLAYER: &str = "user_001";

/// A command of every flow, with and without what each can be told, in an order in which all but the last are posted.
fn examples() -> Vec<(&'static str, Command)> {
    let none = Details::default;
    let (gold, player) = (|| asset(GOLD), || owner(PLAYER));
    let paid = |name: &str| {
        let details = with(Some("pay_1"), Some("1000 coins"), Some(r#"{"store":"web","price":{"eur":9.99}}"#));
        Command::new(Flow::TopUp, key(name), player(), gold(), amount(1000), details).expect("valid")
    };
    let keep =
        |name: &str, seconds| Command::hold(key(name), player(), gold(), amount(40), seconds, none()).expect("valid");
    let shop = Origin::of_key(ApiKeyId::new("0123456789ab").expect("valid"), &Name::new("shop").expect("valid"));
    let ada = Person::new("ada@support").expect("valid");
    let (held, released, lapsed) = (keep("held", 60), keep("let-go", 60), keep("over", 1));
    let (spent, sunk) =
        (spend(PLAYER, GOLD, 30, "spent"), spend(PLAYER, GOLD, 5, "sunk").through(owner("system:event")));
    let sunk = sunk.expect("valid");
    let back = |of: &Command, name: &str, part: Option<u64>, on_shortfall| {
        Command::reversal(of, key(name), part.map(amount), on_shortfall, none()).expect("valid")
    };
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let buy = |name: &str, pay, receive| Command::purchase(key(name), player(), pay, receive, none()).expect("valid");
    let give = |name: &str, fee: Option<u64>| {
        Command::gift(key(name), (player(), owner("user_002")), gold(), amount(7), fee.map(amount), none())
            .expect("valid")
    };
    let change = |name: &str, min: Option<u64>| {
        let to = (asset("DIAMONDS"), min.map(amount));
        Command::conversion(key(name), player(), (gold(), amount(350)), to, none()).expect("valid")
    };
    let fund = |name: &str, minor, is_back| {
        Command::allocation(key(name), owner("system:event"), gold(), amount(minor), is_back, none()).expect("valid")
    };
    let lent = top_up("user_002", "TICKETS", 50, "lent");
    vec![
        ("mint", mint(GOLD, 90_000, "supply")),
        ("mint of another asset", mint("DIAMONDS", 500, "diamonds")),
        ("mint of a third asset", mint("TICKETS", 500, "tickets")),
        ("top-up that brings the starting balance", top_up(PLAYER, GOLD, 500, "bought")),
        ("top-up with a payment, texts and an origin", paid("paid").by(shop.clone())),
        ("top-up of the same payment", paid("paid again").by(shop.on_behalf_of(&ada))),
        ("top-up that opens a wallet", top_up("user_003", GOLD, 5, "opens")),
        ("bonus with a reason", {
            let details = with(Some("daily"), None, None);
            Command::new(Flow::Bonus, key("daily-2026-11-30"), player(), gold(), amount(20), details).expect("valid")
        }),
        ("bonus that is clipped", bonus(PLAYER, "DIAMONDS", 45, "clipped")),
        ("allocation", fund("fund", 300, false)),
        ("bonus of a budget", bonus(PLAYER, GOLD, 20, "event").through(owner("system:event")).expect("valid")),
        ("allocation back", fund("unused", 100, true)),
        ("spend", spent.clone()),
        ("spend on a condition", spend(PLAYER, GOLD, 1, "if").if_version(7)),
        ("spend on another condition", spend(PLAYER, GOLD, 1, "if not").if_version(99)),
        ("spend into a sink", sunk.clone().by(Origin::anyone())),
        ("hold", held.clone()),
        ("capture of a part", Command::capture(&held, key("part"), Some(amount(10)), false, none()).expect("valid")),
        (
            "capture of the last part",
            Command::capture(&held, key("last"), Some(amount(10)), true, none()).expect("valid"),
        ),
        ("capture of a settled hold", Command::capture(&held, key("late"), None, false, none()).expect("valid")),
        ("another hold", released.clone()),
        ("release", Command::release(&released, key("release"), none()).expect("valid")),
        ("a hold of a second", lapsed.clone()),
        ("expiry", Command::expire(&lapsed).expect("valid")),
        ("reversal of a part", back(&spent, "part-back", Some(10), OnShortfall::Refuse)),
        ("reversal of the rest", back(&spent, "rest-back", None, OnShortfall::Refuse)),
        ("reversal of a spend into a sink", back(&sunk, "sunk-back", None, OnShortfall::Refuse)),
        ("a top-up to be charged back", lent.clone()),
        ("spend of most of it", spend("user_002", "TICKETS", 45, "gone")),
        ("reversal of what is there", back(&lent, "take", Some(10), OnShortfall::TakeAvailable)),
        ("reversal into debt", back(&lent, "owed", None, OnShortfall::Debt)),
        ("top-up that repays", top_up("user_002", "TICKETS", 8, "repays")),
        ("purchase", buy("buy", vec![sum(GOLD, 11)], vec![sum("TICKETS", 2)])),
        ("purchase for several", buy("bundle", vec![sum(GOLD, 5), sum("DIAMONDS", 30)], vec![])),
        ("gift", give("give", None)),
        ("gift with a fee", give("give-fee", Some(1))),
        ("conversion", change("change", None)),
        ("conversion of at least so much", change("change-min", Some(99))),
        ("spend of more than there is", spend(PLAYER, "TICKETS", 999, "too much")),
        ("spend of an unknown player", command(Flow::Spend, "nobody", "TICKETS", 1, "unrecorded")),
    ]
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
