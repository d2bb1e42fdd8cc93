//! The footprint: everything that a batch touches, each thing once.
//!
//! A slot is a position in one of the footprint's lists. The adapter locks and loads what the lists name, and puts each
//! row into the book under its slot. From there on every look-up is an index, so deciding costs no hashing.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::ptr;

use crate::decide::cap_rows::CapName;
use crate::decide::needs::Needs;
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::group::Group;
use crate::record::wallet::WalletName;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::lane::{Lane, Stripe};
use crate::value::owner::{OwnerId, ShardKey};
use crate::value::text::Reference;

/// The slots that one command touches.
#[derive(Debug, Clone)]
pub(crate) struct Slots {
    /// Its own id.
    pub(crate) id: usize,
    /// Its asset.
    pub(crate) asset: usize,
    /// Its owner's wallet of that asset.
    pub(crate) wallet: usize,
    /// The id of the earlier transaction that it refers to.
    pub(crate) about: Option<usize>,
    /// The payment that it credits.
    pub(crate) payment: Option<usize>,
    /// Its legs, in the footprint's list of legs.
    pub(crate) legs: Range<usize>,
}

/// The slots that one leg touches, and how much it moves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LegSlots {
    pub(crate) asset: usize,
    pub(crate) source: usize,
    pub(crate) destination: usize,
    /// Minor units, positive.
    pub(crate) minor: i64,
}

/// Everything that a batch touches, each thing once.
#[derive(Debug)]
pub struct Footprint<'a> {
    pub(crate) commands: &'a [Command],
    pub(crate) groups: &'a [Group],
    pub(crate) slots: Vec<Slots>,
    pub(crate) legs: Vec<LegSlots>,
    pub(crate) lane: Lane,
    /// What was asked for beyond what the commands name.
    pub(crate) needs: &'a Needs,
    ids: Vec<TransactionId>,
    assets: Vec<&'a AssetCode>,
    wallets: Wallets<'a>,
    claims: Vec<TransactionId>,
    payments: Vec<&'a Reference>,
    cap_usages: Vec<CapName<'a>>,
    /// By asset: the slots of all stripes of its treasury, and of its revenue; empty unless they were asked for.
    stripes: Vec<[Vec<usize>; 2]>,
    /// The wallets that get a starting balance, in ascending order, each with the treasury's wallet that pays it.
    starts: Vec<(usize, usize)>,
    /// By slot of a player's wallet whose debt may change: the slot of the debt's wallet.
    debts: HashMap<usize, usize>,
    /// The wallets that may be opened.
    to_open: Vec<usize>,
}

/// Owners who have a stripe a lane.
const STRIPED: [fn() -> &'static OwnerId; 2] = [OwnerId::treasury, OwnerId::revenue];

static NO_NEEDS: Needs = Needs::NONE;

impl<'a> Footprint<'a> {
    /// The footprint of `commands` in a lane: of treasury and revenue it has the lane's own stripes.
    pub fn of(commands: &'a [Command], lane: Lane) -> Self {
        let mut ids = Numbering::with_capacity(commands.len());
        let mut assets = Numbering::with_capacity(4);
        let mut wallets = WalletNumbering::with_capacity(commands.len() + 2);
        let mut legs = Vec::with_capacity(commands.len());
        let mut claims = Numbering::with_capacity(0);
        let mut payments = Numbering::with_capacity(0);
        let slots = commands
            .iter()
            .map(|command| {
                let own_asset = assets.slot(command.asset());
                let first = legs.len();
                // Most commands have their owner's wallet in their only leg: it is not looked up twice.
                let mut own = None;
                command.each_leg(|leg| {
                    let is_own = ptr::eq(leg.asset, command.asset());
                    let asset = if is_own { own_asset } else { assets.slot(leg.asset) };
                    let mut slot = |owner| wallets.slot((owner, leg.asset, lane.stripe_of(owner)), asset);
                    let (source, destination) = (slot(leg.source), slot(leg.destination));
                    if own.is_none() && is_own {
                        let sides = [(leg.source, source), (leg.destination, destination)];
                        own = sides.into_iter().find(|(owner, _)| ptr::eq(*owner, command.owner())).map(|side| side.1);
                    }
                    legs.push(LegSlots { asset, source, destination, minor: leg.amount.minor() });
                });
                let about = command.refers_to();
                if let Some(id) = about {
                    claims.slot(id);
                }
                let owner = command.owner();
                Slots {
                    id: ids.slot(command.id()),
                    asset: own_asset,
                    wallet: own
                        .unwrap_or_else(|| wallets.slot((owner, command.asset(), lane.stripe_of(owner)), own_asset)),
                    about: about.map(|id| ids.slot(id)),
                    payment: command.payment_ref().map(|payment| payments.slot(payment)),
                    legs: first..legs.len(),
                }
            })
            .collect();
        Self {
            commands,
            groups: &[],
            slots,
            legs,
            lane,
            needs: &NO_NEEDS,
            ids: ids.list,
            assets: assets.list,
            wallets: wallets.list,
            claims: claims.list,
            payments: payments.list,
            cap_usages: CapName::all_of(commands),
            stripes: Vec::new(),
            starts: Vec::new(),
            debts: HashMap::new(),
            to_open: Vec::new(),
        }
    }

    /// The same with the needs of a decision: every stripe of treasury and revenue, the open holds of
    /// [`Footprint::short`], wallets to open, the treasury for starting balances, the wallets of debts.
    #[must_use]
    pub fn with(self, needs: &'a Needs) -> Self {
        let mut footprint = Self { needs, to_open: needs.openings.clone(), ..self };
        if needs.stripes || !needs.starts.is_empty() {
            let mut wallets = WalletNumbering::of(std::mem::take(&mut footprint.wallets));
            if needs.stripes {
                footprint.stripes = (footprint.assets.iter().enumerate())
                    .map(|(asset, code)| STRIPED.map(|owner| wallets.stripes(owner(), (code, asset), footprint.lane)))
                    .collect();
            }
            let (treasury, stripe) = (OwnerId::treasury(), footprint.lane.stripe_of(OwnerId::treasury()));
            footprint.starts = (needs.starts.iter())
                .map(|&slot| {
                    let (name, asset) = (wallets.list.names[slot], wallets.list.assets[slot]);
                    (slot, wallets.slot((treasury, name.asset, stripe), asset))
                })
                .collect();
            footprint.wallets = wallets.list;
        }
        for (slot, owner) in &needs.debts {
            let (name, asset) = (footprint.wallets.names[*slot], footprint.wallets.assets[*slot]);
            let debt = footprint.wallets.push(WalletName { owner, asset: name.asset, stripe: Stripe::FIRST }, asset);
            footprint.debts.insert(*slot, debt);
            footprint.to_open.push(debt);
        }
        footprint
    }

    /// The same with some of the commands in groups: disjoint, within the batch, in ascending order.
    #[must_use]
    pub fn with_groups(self, groups: &'a [Group]) -> Self {
        Self { groups, ..self }
    }

    /// The ids that the batch's transactions have or would have.
    pub fn ids(&self) -> &[TransactionId] {
        &self.ids
    }

    /// The assets that the batch names.
    pub fn assets(&self) -> &[&'a AssetCode] {
        &self.assets
    }

    /// The wallets that the batch debits and credits.
    pub fn wallets(&self) -> &[WalletName<'a>] {
        &self.wallets.names
    }

    /// The slot, in [`Footprint::assets`], of the asset of the wallet in a slot.
    pub fn asset_of(&self, wallet: usize) -> usize {
        self.wallets.assets[wallet]
    }

    /// The earlier transactions that the batch's commands refer to, whose claims are to be loaded: most batches have
    /// none. Their own records are among [`Footprint::ids`].
    pub fn claims(&self) -> &[TransactionId] {
        &self.claims
    }

    /// The payments that the batch's top-ups name, each once. The store loads the earlier credits of each
    /// ([`Book::put_payment`](crate::Book::put_payment)). Most batches have none.
    pub fn payments(&self) -> &[&'a Reference] {
        &self.payments
    }

    /// What the batch's capped keys have used, to be locked behind the wallets, in this ascending order. Most batches have
    /// none.
    pub fn cap_usages(&self) -> &[CapName<'a>] {
        &self.cap_usages
    }

    /// The wallets, by slot, that a first credit may open, and those of debts: the store gives each an id
    /// ([`Book::put_opening`](crate::Book::put_opening)). Most batches have none.
    pub fn to_open(&self) -> &[usize] {
        &self.to_open
    }

    /// The wallets, by slot, whose open holds are to be loaded: most batches have none.
    pub fn short(&self) -> &[usize] {
        &self.needs.holds
    }

    /// Whether all that it names lies in its lane. Where lanes are shards, the rest is on other machines; what capped keys
    /// have used is in no lane.
    pub fn keeps_to_lane(&self) -> bool {
        let is_here = |shard_key: i16| self.lane.lanes().lane_of_key(shard_key) == self.lane;
        self.cap_usages.is_empty()
            && self.wallets.names.iter().all(|name| is_here(name.shard_key().value()))
            && self.ids.iter().chain(&self.claims).all(|id| is_here(id.shard_key()))
            && self.payments.iter().all(|payment| is_here(ShardKey::of_payment(payment).value()))
    }

    /// The legs of the commands, each with its command.
    pub(crate) fn legs_of_commands(&self) -> impl Iterator<Item = (&'a Command, &LegSlots)> {
        let commands = self.commands.iter().zip(&self.slots);
        commands.flat_map(|(command, slots)| self.legs[slots.legs.clone()].iter().map(move |leg| (command, leg)))
    }

    /// The slots of the wallets that the commands of a flow belong to.
    pub(crate) fn slots_of(&self, flow: Flow) -> impl Iterator<Item = usize> {
        let commands = self.commands.iter().zip(&self.slots);
        commands.filter(move |(command, _)| command.flow() == flow).map(|(_, slots)| slots.wallet)
    }

    /// The slots of all stripes of a striped owner's wallet of an asset, if they were asked for.
    pub(crate) fn stripes_of(&self, owner: &OwnerId, asset: usize) -> Option<&[usize]> {
        let which = STRIPED.iter().position(|striped| striped() == owner)?;
        self.stripes.get(asset).map(|owners| owners[which].as_slice())
    }

    /// The treasury's wallet that pays the starting balance of the wallet in a slot, if it was asked for.
    pub(crate) fn treasury_for(&self, slot: usize) -> Option<usize> {
        let position = self.starts.binary_search_by_key(&slot, |(begun, _)| *begun).ok()?;
        Some(self.starts[position].1)
    }

    /// The debt wallet of this slot's owner, if the footprint has it.
    pub(crate) fn debt_of(&self, slot: usize) -> Option<usize> {
        self.debts.get(&slot).copied()
    }

    /// The player's wallet whose debt is in the wallet of this slot, if that is a debt's.
    pub(crate) fn debtor_of(&self, slot: usize) -> Option<usize> {
        let first = self.wallets.names.len() - self.needs.debts.len();
        slot.checked_sub(first).map(|index| self.needs.debts[index].0)
    }
}

/// The wallets of a footprint, by slot, each with the slot of its asset.
#[derive(Debug, Default)]
struct Wallets<'a> {
    names: Vec<WalletName<'a>>,
    assets: Vec<usize>,
}

impl<'a> Wallets<'a> {
    fn push(&mut self, name: WalletName<'a>, asset: usize) -> usize {
        self.names.push(name);
        self.assets.push(asset);
        self.names.len() - 1
    }
}

/// Numbers wallets. The slot of the asset stands for its code: a number is hashed faster than a text.
struct WalletNumbering<'a> {
    slots: HashMap<(&'a OwnerId, usize, Stripe), usize>,
    list: Wallets<'a>,
}

impl<'a> WalletNumbering<'a> {
    fn with_capacity(capacity: usize) -> Self {
        let list = Wallets { names: Vec::with_capacity(capacity), assets: Vec::with_capacity(capacity) };
        Self { slots: HashMap::with_capacity(capacity), list }
    }

    fn of(list: Wallets<'a>) -> Self {
        let keys = list.names.iter().zip(&list.assets).map(|(name, asset)| (name.owner, *asset, name.stripe));
        Self { slots: keys.zip(0..).collect(), list }
    }

    fn slot(&mut self, (owner, code, stripe): (&'a OwnerId, &'a AssetCode, Stripe), asset: usize) -> usize {
        let list = &mut self.list;
        let name = WalletName { owner, asset: code, stripe };
        *self.slots.entry((owner, asset, stripe)).or_insert_with(|| list.push(name, asset))
    }

    fn stripes(&mut self, owner: &'a OwnerId, (code, asset): (&'a AssetCode, usize), lane: Lane) -> Vec<usize> {
        Stripe::all_of(owner, lane.lanes()).map(|stripe| self.slot((owner, code, stripe), asset)).collect()
    }
}

struct Numbering<T> {
    slots: HashMap<T, usize>,
    list: Vec<T>,
}

impl<T: Copy + Eq + Hash> Numbering<T> {
    fn with_capacity(capacity: usize) -> Self {
        Self { slots: HashMap::with_capacity(capacity), list: Vec::with_capacity(capacity) }
    }

    fn slot(&mut self, item: T) -> usize {
        *self.slots.entry(item).or_insert_with(|| {
            self.list.push(item);
            self.list.len() - 1
        })
    }
}
