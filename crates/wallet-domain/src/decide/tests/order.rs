//! The decision order of a spend as one table: each refusal alone, and each with its neighbour at once.

use super::*;

/// Everything that can be wrong with a command, in the order in which it takes precedence. Each entry arranges for its
/// own refusal and for nothing else, as far as that is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Replay,
    KeyReused,
    AssetMissing,
    WalletMissing,
    SameWallet,
    Frozen,
    Closed,
    OtherVersion,
    LimitPassed,
    SourceShort,
    DestinationFull,
}

/// A command and a book in which several faults are present at once.
struct Case {
    flow: Flow,
    to: &'static str,
    if_version: Option<i64>,
    policy: &'static str,
    recorded: Option<u64>,
    asset_exists: bool,
    source: Option<WalletState>,
    destination: Option<WalletState>,
}

impl Case {
    /// A spend that would be posted.
    fn sound() -> Self {
        Self {
            flow: Flow::Spend,
            to: "user_001",
            if_version: Some(9),
            policy: "{}",
            recorded: None,
            asset_exists: true,
            source: Some(state(2, 100)),
            destination: Some(state(1, 0)),
        }
    }

    fn with(mut self, fault: Fault) -> Self {
        let freeze = |wallet: Option<WalletState>, status| wallet.map(|wallet| WalletState { status, ..wallet });
        match fault {
            Fault::Replay => self.recorded = Some(AMOUNT),
            Fault::KeyReused => self.recorded = Some(AMOUNT + 1),
            Fault::AssetMissing => self.asset_exists = false,
            Fault::WalletMissing => self.destination = None,
            Fault::SameWallet => {
                // Only a command that callers cannot make names one wallet twice: revenue that spends.
                self.to = "system:revenue";
                self.source = self.destination.and(self.source);
                self.destination = self.source;
            }
            Fault::Frozen => self.destination = freeze(self.destination, WalletStatus::CreditsFrozen),
            Fault::OtherVersion => self.if_version = Some(8),
            Fault::LimitPassed => self.policy = r#"{"limits":[{"flow":"spend","per":"day","max_amount":9}]}"#,
            // The source, so that frozen and closed can be present at once.
            Fault::Closed => self.source = freeze(self.source, WalletStatus::Closed),
            Fault::SourceShort => {
                self.source = self.source.map(|wallet| WalletState { balance: Balance::ZERO, ..wallet });
            }
            Fault::DestinationFull => {
                self.destination = self.destination.map(|wallet| WalletState { balance: Balance::MAX, ..wallet });
            }
        }
        self
    }

    /// What is decided, as the code of the refusal, or `replayed` or `posted`.
    fn decided(self) -> &'static str {
        let make = |minor| {
            let amount = Amount::new(minor).expect("valid");
            let terms = self.if_version.map(|version| Terms { if_version: Some(version), ..Terms::default() });
            let (key, owner, asset) = (key("k"), owner(self.to), asset("GOLD_COINS"));
            let (flow, details) = (self.flow, Details::default());
            CommandParts { flow, key, owner, asset, amount, terms, details }.unchecked()
        };
        let commands = [make(AMOUNT)];
        let footprint = Footprint::of(&commands, Lane::ONLY);
        let mut book = Book::new(&footprint);
        if self.asset_exists {
            book.put_asset(0, Policy::from_json(self.policy).expect("valid"));
        }
        if let Some(minor) = self.recorded {
            let at = Timestamp::from_micros(NOW - 5);
            let rejection = Err(Rejection::InsufficientFunds { available: 1, required: 2, asset: None, owner: None });
            book.put_transaction(0, Transaction { command: make(minor), created_at: at, result: rejection });
        }
        let leg = footprint.legs[0];
        if let Some(state) = self.source {
            book.put_wallet(leg.source, state);
        }
        if let Some(state) = self.destination {
            book.put_wallet(leg.destination, state);
        }
        let outcomes = decide_alone(&mut book).into_outcomes();
        match (&outcomes[0], outcomes[0].result()) {
            (Outcome::Replayed(_), _) => "replayed",
            (_, Ok(_)) => "posted",
            (_, Err(rejection)) => rejection.code(),
        }
    }
}

/// The decision order of a spend. Each row holds a fault and its answer; every adjacent pair is also tried at once. What
/// only other flows meet has tests of its own below, and in the flows' own files.
const ORDER: [(Fault, &str); 11] = [
    (Fault::Replay, "replayed"),
    (Fault::KeyReused, "idempotency_key_reused"),
    (Fault::AssetMissing, "asset_not_found"),
    (Fault::WalletMissing, "wallet_not_found"),
    (Fault::SameWallet, "same_wallet"),
    (Fault::Frozen, "wallet_frozen"),
    (Fault::Closed, "wallet_closed"),
    (Fault::OtherVersion, "version_mismatch"),
    (Fault::LimitPassed, "limit_exceeded"),
    (Fault::SourceShort, "insufficient_funds"),
    (Fault::DestinationFull, "balance_limit_exceeded"),
];

#[test]
fn a_sound_command_is_posted() {
    assert_eq!(Case::sound().decided(), "posted");
}

#[test]
fn each_fault_alone_has_its_own_answer() {
    for (fault, answer) in ORDER {
        assert_eq!(Case::sound().with(fault).decided(), answer, "{fault:?}");
    }
}

#[test]
fn of_two_faults_the_earlier_in_the_order_wins() {
    for pair in ORDER.windows(2) {
        let ((earlier, answer), (later, _)) = (pair[0], pair[1]);
        if earlier == Fault::Replay {
            continue; // A key is known with this fingerprint or with another, never both.
        }
        // Faults that change wallets are applied last, so that an earlier one of the pair is not undone.
        let case = match (earlier, later) {
            (Fault::WalletMissing, Fault::SameWallet) => {
                let mut case = Case::sound().with(Fault::SameWallet);
                (case.source, case.destination) = (None, None);
                case
            }
            (Fault::SameWallet, Fault::Frozen) => {
                let frozen = Some(WalletState { status: WalletStatus::CreditsFrozen, ..state(2, 100) });
                let mut case = Case::sound().with(Fault::SameWallet);
                (case.source, case.destination) = (frozen, frozen);
                case
            }
            _ => Case::sound().with(later).with(earlier),
        };
        assert_eq!(case.decided(), answer, "{earlier:?} before {later:?}");
    }
}

#[test]
fn a_replay_wins_over_everything_that_has_changed_since() {
    for (fault, _) in &ORDER[2..] {
        if *fault == Fault::SameWallet {
            continue; // That is another command.
        }
        assert_eq!(Case::sound().with(*fault).with(Fault::Replay).decided(), "replayed", "{fault:?}");
    }
}

#[test]
fn a_dry_treasury_is_the_operators_matter_and_issuance_ends_at_the_largest_number() {
    let dry = |flow, to, balance| {
        let source = Some(WalletState { floor: Balance::ZERO, ..state(1, balance) });
        Case { flow, to, if_version: None, source, destination: Some(state(2, 0)), ..Case::sound() }
    };
    assert_eq!(dry(Flow::TopUp, "user_001", 9).decided(), "treasury_exhausted");
    assert_eq!(dry(Flow::Bonus, "user_001", 9).decided(), "treasury_exhausted");
    assert_eq!(dry(Flow::Bonus, "user_001", 10).decided(), "posted");
    let mut mint = dry(Flow::Mint, "system:treasury", -9_007_199_254_740_982);
    mint.source = mint.source.map(|wallet| WalletState { floor: Balance::MIN, ..wallet });
    assert_eq!(mint.decided(), "balance_limit_exceeded");
}

#[test]
fn frozen_comes_before_closed_whichever_side_each_is_on() {
    let set = |wallet: WalletState, status| Some(WalletState { status, ..wallet });
    let case = Case {
        source: set(state(2, 100), WalletStatus::Frozen),
        destination: set(state(1, 0), WalletStatus::Closed),
        ..Case::sound()
    };
    assert_eq!(case.decided(), "wallet_frozen");
}
