//! The book: the locked wallets and the known outcomes that one batch is decided on.
//!
//! An adapter asks a [`Footprint`] what a batch touches, locks and loads just that, and puts each row into the slot
//! that the footprint gave it. From there on every look-up is an index, so deciding costs no hashing.

use std::collections::HashMap;
use std::ops::Range;
use std::ptr;

use crate::asset::policy::Policy;
use crate::asset::usage::Usage;
use crate::decide::Widen;
use crate::flow::command::Command;
use crate::flow::group::Group;
use crate::record::claim::Claim;
use crate::record::transaction::Transaction;
use crate::record::wallet::{WalletName, WalletState};
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::lane::{Lane, Stripe};
use crate::value::owner::OwnerId;
use crate::value::text::Reference;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// What one command touches: slots of the footprint's lists.
#[derive(Debug, Clone)]
pub(crate) struct Slots {
    pub(crate) id: usize,
    /// The command's own asset.
    pub(crate) asset: usize,
    /// Its owner's wallet of that.
    pub(crate) wallet: usize,
    /// The earlier transaction that it is about.
    pub(crate) about: Option<usize>,
    /// The payment that it credits.
    pub(crate) payment: Option<usize>,
    /// Its legs, in the footprint's list of all.
    pub(crate) legs: Range<usize>,
}

/// What one leg touches, and how much it moves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LegSlots {
    pub(crate) asset: usize,
    pub(crate) source: usize,
    pub(crate) destination: usize,
    /// Minor units, positive.
    pub(crate) minor: i64,
}

/// Everything that a batch touches, each thing once. A slot is a position in one of its lists.
#[derive(Debug)]
pub struct Footprint<'a> {
    pub(crate) commands: &'a [Command],
    pub(crate) groups: &'a [Group],
    pub(crate) slots: Vec<Slots>,
    pub(crate) legs: Vec<LegSlots>,
    pub(crate) lane: Lane,
    ids: Vec<TransactionId>,
    assets: Vec<&'a AssetCode>,
    wallets: Vec<WalletName<'a>>,
    claims: Vec<TransactionId>,
    payments: Vec<&'a Reference>,
    /// By slot of the asset: where all stripes of its treasury are, and all of its revenue, if they were asked for.
    stripes: Vec<[Vec<usize>; 2]>,
    /// What was asked for beyond what the commands name.
    pub(crate) wide: &'a Widen,
    /// Wallets that are given something before their first credit, each with the treasury's that pays it.
    starts: Vec<(usize, usize)>,
    /// By slot of a player's wallet whose debt may move: where the debt's is.
    debts: HashMap<usize, usize>,
    /// The wallets that may be opened.
    to_open: Vec<usize>,
}

impl<'a> Footprint<'a> {
    /// What `commands` touch in a lane: of treasury and revenue, the lane's own stripes.
    pub fn of(commands: &'a [Command], lane: Lane) -> Self {
        let mut ids = Numbering::with_capacity(commands.len());
        let mut assets = Numbering::with_capacity(4);
        let mut wallets = Numbering::with_capacity(commands.len() + 2);
        let mut legs = Vec::with_capacity(commands.len());
        let mut claims = Numbering::with_capacity(0);
        let mut payments = Numbering::with_capacity(0);
        let slots = commands
            .iter()
            .map(|command| {
                let mut slot = |owner, asset| wallets.slot(WalletName { owner, asset, stripe: lane.stripe_of(owner) });
                let first = legs.len();
                // Most commands have their owner's wallet in their only leg: it is not looked for twice.
                let mut own = None;
                command.each_leg(|leg| {
                    let (source, destination) = (slot(leg.source, leg.asset), slot(leg.destination, leg.asset));
                    if own.is_none() && ptr::eq(leg.asset, command.asset()) {
                        let sides = [(leg.source, source), (leg.destination, destination)];
                        own = sides.into_iter().find(|(owner, _)| ptr::eq(*owner, command.owner())).map(|side| side.1);
                    }
                    legs.push(LegSlots {
                        asset: assets.slot(leg.asset),
                        source,
                        destination,
                        minor: leg.amount.minor(),
                    });
                });
                let about = command.about();
                if let Some(id) = about {
                    claims.slot(id);
                }
                Slots {
                    id: ids.slot(command.id()),
                    asset: assets.slot(command.asset()),
                    wallet: own.unwrap_or_else(|| slot(command.owner(), command.asset())),
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
            ids: ids.list,
            assets: assets.list,
            wallets: wallets.list,
            claims: claims.list,
            payments: payments.list,
            stripes: Vec::new(),
            wide: &NOTHING_MORE,
            starts: Vec::new(),
            debts: HashMap::new(),
            to_open: Vec::new(),
        }
    }

    /// The same with what [`decide`](crate::decide) has asked for: every stripe of treasury and revenue, or the open holds
    /// of [`Footprint::short`], or the treasury for wallets that begin with something, or what players owe.
    #[must_use]
    pub fn widened(self, wide: &'a Widen) -> Self {
        let mut footprint = Self { wide, to_open: wide.open.clone(), ..self };
        if footprint.wide.stripes {
            let mut wallets = Numbering::of(std::mem::take(&mut footprint.wallets));
            let lanes = footprint.lane.lanes();
            let all_of = |owner: &'static OwnerId, asset: &'a AssetCode, wallets: &mut Numbering<WalletName<'a>>| {
                let name = |stripe| WalletName { owner, asset, stripe };
                Stripe::all_of(owner, lanes).map(|stripe| wallets.slot(name(stripe))).collect()
            };
            footprint.stripes = (footprint.assets.iter())
                .map(|asset| STRIPED.map(|owner| all_of(owner(), asset, &mut wallets)))
                .collect();
            footprint.wallets = wallets.list;
        }
        if !footprint.wide.start.is_empty() {
            let mut wallets = Numbering::of(std::mem::take(&mut footprint.wallets));
            let (owner, lane) = (OwnerId::treasury(), footprint.lane);
            let mut treasury = |slot: usize| {
                let asset = wallets.list[slot].asset;
                wallets.slot(WalletName { owner, asset, stripe: lane.stripe_of(owner) })
            };
            footprint.starts = footprint.wide.start.iter().map(|&slot| (slot, treasury(slot))).collect();
            footprint.wallets = wallets.list;
        }
        for (slot, owner) in &wide.owing {
            let debt = footprint.wallets.len();
            footprint.wallets.push(WalletName { owner, asset: footprint.wallets[*slot].asset, stripe: Stripe::FIRST });
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

    /// Where all stripes of a striped owner's wallet of an asset are, if all of them are in the footprint.
    pub(crate) fn stripes_of(&self, owner: &OwnerId, asset: usize) -> Option<&[usize]> {
        let which = STRIPED.iter().position(|striped| striped() == owner)?;
        self.stripes.get(asset).map(|owners| owners[which].as_slice())
    }

    /// All stripes of an asset that were asked for.
    pub(crate) fn stripes(&self, asset: usize) -> impl Iterator<Item = usize> {
        self.stripes.get(asset).into_iter().flatten().flatten().copied()
    }

    /// The treasury's wallet that pays what the wallet in a slot begins with, if that is in the footprint.
    pub(crate) fn treasury_for(&self, slot: usize) -> Option<usize> {
        self.starts.iter().find(|(begun, _)| *begun == slot).map(|(_, treasury)| *treasury)
    }

    /// Every treasury's wallet that is there for what wallets begin with.
    pub(crate) fn starting_treasuries(&self) -> impl Iterator<Item = usize> {
        self.starts.iter().map(|(_, treasury)| *treasury)
    }

    /// The wallets of what players owe that are in the footprint: its last ones.
    pub(crate) fn debts(&self) -> Range<usize> {
        self.wallets.len() - self.wide.owing.len()..self.wallets.len()
    }

    /// The player's wallet whose debt's is in a slot of [`Footprint::debts`].
    pub(crate) fn debtor_of(&self, debt: usize) -> usize {
        self.wide.owing[debt - self.debts().start].0
    }

    /// The wallet of what the owner of the one in a slot owes, if that is in the footprint.
    pub(crate) fn debt_of(&self, slot: usize) -> Option<usize> {
        self.debts.get(&slot).copied()
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
        &self.wallets
    }

    /// The earlier transactions that the batch's commands are about, whose claims are to be loaded: most batches have
    /// none. Their own records are among [`Footprint::ids`].
    pub fn claims(&self) -> &[TransactionId] {
        &self.claims
    }

    /// The payments that the batch's top-ups name, each once. The store loads the earlier credits of each
    /// ([`Book::put_payment`]). Most batches have none.
    pub fn payments(&self) -> &[&'a Reference] {
        &self.payments
    }

    /// The wallets, by slot, that a first credit may open, and those of debts: each is to be given an id of the store's
    /// ([`Book::put_opening`]). Most batches have none.
    pub fn to_open(&self) -> &[usize] {
        &self.to_open
    }

    /// The wallets, by slot, whose open holds are to be loaded: most batches have none.
    pub fn short(&self) -> &[usize] {
        &self.wide.short
    }
}

/// Whose wallets have a stripe a lane.
const STRIPED: [fn() -> &'static OwnerId; 2] = [OwnerId::treasury, OwnerId::revenue];

/// What is asked for beyond what the commands name, until something is.
static NOTHING_MORE: Widen =
    Widen { stripes: false, short: Vec::new(), open: Vec::new(), start: Vec::new(), owing: Vec::new() };

struct Numbering<T> {
    slots: HashMap<T, usize>,
    list: Vec<T>,
}

impl<T: Copy + Eq + std::hash::Hash> Numbering<T> {
    fn with_capacity(capacity: usize) -> Self {
        Self { slots: HashMap::with_capacity(capacity), list: Vec::with_capacity(capacity) }
    }

    fn of(list: Vec<T>) -> Self {
        Self { slots: list.iter().copied().zip(0..).collect(), list }
    }

    fn slot(&mut self, item: T) -> usize {
        *self.slots.entry(item).or_insert_with(|| {
            self.list.push(item);
            self.list.len() - 1
        })
    }
}

/// What is known of a transaction id.
#[derive(Debug)]
pub(crate) enum Known {
    /// No one has used the key.
    New,
    /// Recorded by an earlier commit.
    Recorded(Box<Transaction>),
    /// Decided earlier in this batch: its position among the plan's transactions.
    Planned(usize),
}

/// The credits that a payment has: their first transaction and their latest ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credited {
    /// The transaction that credited it first.
    pub first: TransactionId,
    /// The ordinal of its latest credit: 1 if there is no other.
    pub latest: i64,
}

/// The locked wallets and the known outcomes that one batch is decided on.
#[derive(Debug)]
pub struct Book<'a> {
    pub(crate) footprint: &'a Footprint<'a>,
    pub(crate) assets: Vec<Option<Policy>>,
    pub(crate) wallets: Vec<Option<WalletState>>,
    pub(crate) known: Vec<Known>,
    /// The claims that were loaded or made, by id.
    pub(crate) claims: HashMap<TransactionId, Claim>,
    /// By slot of the payment: its earlier credits, or `None` if it was never credited.
    pub(crate) payments: Vec<Option<Credited>>,
    /// By slot, wallets that are not there and that may be opened.
    pub(crate) unopened: HashMap<usize, WalletState>,
    /// By slot of the wallet, what was used of its asset's limits: of most wallets nothing.
    pub(crate) usages: HashMap<usize, Usage>,
}

impl<'a> Book<'a> {
    /// A book in which nothing exists yet.
    pub fn new(footprint: &'a Footprint<'a>) -> Self {
        Self {
            assets: vec![None; footprint.assets.len()],
            wallets: vec![None; footprint.wallets.len()],
            known: footprint.ids.iter().map(|_| Known::New).collect(),
            claims: HashMap::new(),
            payments: vec![None; footprint.payments.len()],
            unopened: HashMap::new(),
            usages: HashMap::new(),
            footprint,
        }
    }

    /// Says that the asset in a slot of [`Footprint::assets`] exists, with what is allowed with it.
    pub fn put_asset(&mut self, slot: usize, policy: Policy) {
        self.assets[slot] = Some(policy);
    }

    /// Puts an id of the store's for a wallet that is asked for by [`Footprint::to_open`], if it is still
    /// not there. It is there once [`Plan::openings`](crate::Plan::openings) says so.
    pub fn put_opening(&mut self, slot: usize, id: WalletId, at: Timestamp) {
        if self.wallets[slot].is_none() {
            self.unopened.insert(slot, WalletState::opened(id, self.footprint.wallets[slot].owner, at));
        }
    }

    /// Puts what the owner of the wallet in a slot of [`Footprint::wallets`] has used of limits. It MUST have been read
    /// under the wallet's lock.
    pub fn put_usage(&mut self, slot: usize, usage: Usage) {
        self.usages.insert(slot, usage);
    }

    /// Puts a wallet that is locked until the commit into a slot of [`Footprint::wallets`].
    pub fn put_wallet(&mut self, slot: usize, state: WalletState) {
        self.wallets[slot] = Some(state);
    }

    /// Puts a recorded transaction into a slot of [`Footprint::ids`]. It MUST have been read after the wallets were
    /// locked: the one who recorded it may have held them.
    pub fn put_transaction(&mut self, slot: usize, transaction: Transaction) {
        self.known[slot] = Known::Recorded(Box::new(transaction));
    }

    /// Puts a claim: one of [`Footprint::claims`], or an open hold of one of the wallets in [`Footprint::short`]. It MUST
    /// have been read after the wallets were locked.
    pub fn put_claim(&mut self, claim: Claim) {
        self.claims.insert(claim.id, claim);
    }

    /// Puts the earlier credits of a payment into its slot of [`Footprint::payments`]. It is read without a lock: the store MUST
    /// refuse a second credit of the same ordinal, whoever commits it, and decide the batch again.
    pub fn put_payment(&mut self, slot: usize, credited: Credited) {
        self.payments[slot] = Some(credited);
    }

    /// The open holds of the wallet in a slot whose time is over, in a fixed order.
    pub(crate) fn lapsed(&self, slot: usize, now: Timestamp) -> Vec<Claim> {
        let Some(wallet) = self.wallets[slot] else { return Vec::new() };
        let lapsed = |claim: &&Claim| claim.wallet == wallet.id && claim.has_lapsed(now);
        let mut lapsed: Vec<Claim> = self.claims.values().filter(lapsed).copied().collect();
        lapsed.sort_unstable_by_key(|claim| (claim.expires_at, claim.id));
        lapsed
    }
}
