//! What happens in the game beside the everyday, and when: an offer at the wrong price, two campaigns, a player who is
//! frozen, and one whose Tuesday is worth a look.

use wallet_domain::{
    AssetChange, AssetRefusal, Block, ChangeNote, Description, OwnerId, PolicyChange, Registry, StatusChange,
};

use super::DemoError;
use super::agenda::{Agenda, Deed};
use super::players::{Coin, Id, Players};
use super::time::{Day, TUESDAY};

/// The minutes between which the bundle cost too little.
pub(super) const MISPRICED: std::ops::Range<i64> = 14 * 60 + 10..17 * 60 + 40;
/// The player whose payments are charged back and who is frozen then.
pub(super) const FROZEN: usize = 13;
/// The player whose last Tuesday is written down here.
pub(super) const EXAMPLE: usize = 42;

/// Bonuses out of a budget.
pub(super) struct Campaign {
    /// Its name, and that of its budget behind `system:`.
    pub(super) name: &'static str,
    pub(super) budget: OwnerId,
    /// The days, counted from the first that is played.
    pub(super) days: std::ops::Range<i64>,
    /// What the budget is funded with, in gold coins.
    pub(super) fund: u64,
    /// What is left of it, once it is funded.
    pub(super) left: i64,
}

/// The days of what is not everyday, counted from the first that is played.
pub(super) struct Plot {
    pub(super) mispriced: i64,
    pub(super) frozen: i64,
    pub(super) tuesday: i64,
    pub(super) campaigns: [Campaign; 2],
    days: i64,
}

impl Plot {
    pub(super) fn of(first: Day, days: i64, players: u16) -> Self {
        let campaign = |name: &'static str, days: std::ops::Range<i64>| Campaign {
            name,
            budget: OwnerId::budget(&format!("system:{name}")).expect("a budget's name"),
            fund: u64::from(players) * 5 * u64::try_from(days.end - days.start).unwrap_or(1),
            days,
            left: 0,
        };
        let to_tuesday = |day: i64| (0..7).map(|back| day - back).find(|day| first.plus(*day).weekday() == TUESDAY);
        let last = days - 1;
        Self {
            mispriced: days * 2 / 3,
            frozen: days * 4 / 5,
            tuesday: to_tuesday(last).unwrap_or(last),
            campaigns: [
                campaign("autumn_fest", days / 3..days / 3 + days / 8),
                campaign("winter_league", days - days / 12..days + days / 12),
            ],
            days,
        }
    }

    /// The campaign of a day.
    pub(super) fn campaign_on(&self, day: i64) -> Option<usize> {
        self.campaigns.iter().position(|campaign| campaign.days.contains(&day))
    }

    /// Whether the bundle costs too little.
    pub(super) fn is_mispriced(&self, minute: i64) -> bool {
        MISPRICED.contains(&(minute - self.mispriced * 1440))
    }

    /// Whether a hold that is made on a day may still be open at the end.
    pub(super) fn is_nearly_over(&self, day: i64) -> bool {
        day >= self.days - 3
    }

    /// Those of whom the plot tells are there from the beginning and stay.
    pub(super) fn cast(players: &mut Players) {
        for number in [FROZEN, EXAMPLE] {
            let player = players.get_mut(Players::numbered(number));
            (player.joins, player.is_cast) = (0, true);
        }
    }

    /// What of it is of that day.
    pub(super) fn put(&self, day: i64, agenda: &mut Agenda) {
        let at = |hour: i64, minute: i64| day * 1440 + hour * 60 + minute;
        for (campaign, Campaign { days, .. }) in self.campaigns.iter().enumerate() {
            if days.start == day {
                agenda.put(at(6, 0), Deed::Fund { campaign });
            }
            if days.end == day {
                agenda.put(at(0, 30), Deed::Close { campaign });
            }
        }
        if day == self.tuesday {
            put_tuesday(&at, Players::numbered(EXAMPLE), agenda);
        }
        let frozen = Players::numbered(FROZEN);
        if day == self.frozen - 6 {
            for hour in [18, 20] {
                agenda.put(at(hour, 0), Deed::TopUp { player: frozen, pack: Some(2) });
                agenda
                    .put(at(hour + 1, 0), Deed::Pay { player: frozen, gems: 250, sink: "skins", item: "dragon_skin" });
            }
        }
        if day == self.frozen || day == self.frozen + 1 {
            agenda.put(at(18, 30), Deed::Buy(frozen, Coin::Gold));
        }
    }

    /// What operators change at the beginning of a day.
    pub(super) async fn change(&self, day: i64, registry: &dyn Registry, owner: &OwnerId) -> Result<(), DemoError> {
        if day == 0 {
            let opens = r#"{"opens_on_credit":true,"gifts_open_wallets":true}"#;
            for coin in Coin::ALL {
                change_policy(registry, coin, opens, "A player's first credit opens the wallet").await?;
            }
            let gifts = r#"{"limits":[{"flow":"gift","per":"day","max_count":3,"max_amount":500}]}"#;
            change_policy(registry, Coin::Gold, gifts, "Nobody carries gold around between accounts").await?;
        }
        if day == self.frozen + 1 {
            let note = note("support/ada", "Two payments charged back within a week: case 4711");
            let frozen = registry.change_wallets(owner, None, StatusChange::Freeze(Block::All), &note).await?;
            frozen.map_err(|refusal| refused(format!("freezing {owner}"), &refusal))?;
        }
        Ok(())
    }
}

/// Where user_0042's diamonds went on the last Tuesday.
fn put_tuesday(at: &impl Fn(i64, i64) -> i64, player: Id, agenda: &mut Agenda) {
    let pay = |gems, sink, item| Deed::Pay { player, gems, sink, item };
    agenda.put(at(17, 50), Deed::TopUp { player, pack: Some(3) });
    agenda.put(at(18, 25), pay(250, "skins", "dragon_skin"));
    agenda.put(at(18, 55), Deed::Bid { player, gems: 300 });
    agenda.put(at(19, 25), pay(60, "boxes", "mystery_box"));
    agenda.put(at(19, 55), pay(60, "boxes", "mystery_box"));
    agenda.put(at(20, 25), pay(120, "skins", "glow_skin"));
    agenda.put(at(21, 25), pay(10, "refill", "energy"));
}

async fn change_policy(registry: &dyn Registry, coin: Coin, members: &str, why: &str) -> Result<(), DemoError> {
    let members = serde_json::from_str(members).expect("an object");
    let policy = PolicyChange::members(members).expect("a policy's members");
    let change = AssetChange { policy: Some(policy), ..AssetChange::default() };
    let changed = registry.change_asset(coin.code(), &change, &note("cli:olga", why)).await?;
    changed.map(|_| ()).map_err(|refusal: AssetRefusal| refused(format!("asset {}", coin.code()), &refusal))
}

fn note(actor: &str, why: &str) -> ChangeNote {
    let reason = Some(Description::new(why).expect("a short text"));
    ChangeNote { reason, ..ChangeNote::by(actor).expect("a short text") }
}

fn refused(row: String, why: &dyn std::fmt::Display) -> DemoError {
    DemoError::Refused { row, reason: why.to_string() }
}
