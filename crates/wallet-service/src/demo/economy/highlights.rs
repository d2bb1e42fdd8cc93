//! What is worth looking at in an economy that was played.

use std::collections::BTreeSet;
use std::fmt;

use wallet_domain::{Outcome, OwnerId, StoreError, Wallets};

use super::goods::BUNDLE;
use super::players::Coin;
use super::plot::{EXAMPLE, FROZEN, Plot};
use super::time::Day;

/// What an economy holds, and where to look first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlights {
    /// How many commands were booked.
    pub posted: u64,
    /// How many were refused.
    pub refused: u64,
    /// The day on which an offer cost too little.
    pub mispriced: Day,
    /// How often it was bought then.
    pub bargains: u64,
    /// How many diamonds the bargains gave.
    pub bargain_gems: i64,
    /// Who owes something in the end, with the amount and its asset, the most first.
    pub debtors: Vec<(OwnerId, i64, &'static str)>,
    /// The player who is frozen.
    pub frozen: OwnerId,
    /// A player with something to find out.
    pub example: OwnerId,
    /// The day of it.
    pub example_day: Day,
    /// How many diamonds of that player's went on that day.
    pub example_gems: i64,
    /// Campaigns with their budgets' owners.
    pub campaigns: Vec<OwnerId>,
    /// Who may owe something.
    suspects: BTreeSet<OwnerId>,
    example_at: i64,
}

impl Highlights {
    pub(super) fn of(first: Day, plot: &Plot) -> Self {
        let player = |number: usize| OwnerId::player(&format!("user_{number:04}")).expect("a short name");
        Self {
            posted: 0,
            refused: 0,
            mispriced: first.plus(plot.mispriced),
            bargains: 0,
            bargain_gems: 0,
            debtors: Vec::new(),
            frozen: player(FROZEN),
            example: player(EXAMPLE),
            example_day: first.plus(plot.tuesday),
            example_gems: 0,
            campaigns: plot.campaigns.iter().map(|campaign| campaign.budget.clone()).collect(),
            suspects: BTreeSet::new(),
            example_at: plot.tuesday,
        }
    }

    pub(super) fn learn(&mut self, day: i64, outcome: &Outcome, is_bargain: bool) {
        let Ok((_, posting)) = outcome.result() else {
            self.refused += 1;
            return;
        };
        self.posted += 1;
        let gems = posting.entries.iter().filter(|entry| entry.asset == *Coin::Gems.code() && !entry.owner.is_system());
        for entry in gems {
            if is_bargain {
                self.bargain_gems += entry.amount;
            }
            if day == self.example_at && entry.owner == self.example && entry.amount < 0 {
                self.example_gems -= entry.amount;
            }
        }
        self.bargains += u64::from(is_bargain);
    }

    pub(super) fn note_debtor(&mut self, owner: OwnerId) {
        self.suspects.insert(owner);
    }

    /// Looks who owes something in the end.
    pub(super) async fn look(mut self, wallets: &dyn Wallets) -> Result<Self, StoreError> {
        let suspects: Vec<OwnerId> = std::mem::take(&mut self.suspects).into_iter().collect();
        for wallet in wallets.list_wallets(&suspects).await? {
            let coin = Coin::ALL.into_iter().find(|coin| *coin.code() == wallet.asset);
            if let Some(coin) = coin.filter(|_| wallet.state.debt > 0) {
                self.debtors.push((wallet.owner, wallet.state.debt, coin.code().as_str()));
            }
        }
        self.debtors.sort_by_key(|(owner, debt, _)| (-debt, owner.clone()));
        Ok(self)
    }
}

/// A line for each.
impl fmt::Display for Highlights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mispriced, bargains, bargain_gems, frozen, example, example_day, example_gems, .. } = self;
        writeln!(
            f,
            "  {mispriced}  the {BUNDLE} cost two zeros too little from 14:10 to 17:40: {bargains} sales, \
             {bargain_gems} DIAMONDS"
        )?;
        writeln!(f, "  {example_day}  {example} spent {example_gems} DIAMONDS that Tuesday: where did they go?")?;
        if let Some((owner, debt, asset)) = self.debtors.first() {
            writeln!(
                f,
                "  debts       {} wallets owe something, most of all {owner}: {debt} {asset}",
                self.debtors.len()
            )?;
        }
        writeln!(f, "  frozen      {frozen}: two payments were charged back")?;
        let campaigns: Vec<&str> = self.campaigns.iter().map(OwnerId::as_str).collect();
        write!(f, "  budgets     {}", campaigns.join(" and "))
    }
}
