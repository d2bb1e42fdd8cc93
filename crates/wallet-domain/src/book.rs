//! The book: the locked wallets and the known outcomes that one batch is decided on.
//!
//! An adapter asks a [`Footprint`] what a batch touches, locks and loads just that, and puts each row into the slot
//! that the footprint gave it. From there on every look-up is an index, so deciding costs no hashing.

use std::collections::HashMap;

use crate::asset::AssetCode;
use crate::command::Command;
use crate::group::Group;
use crate::key::TransactionId;
use crate::lane::{Lane, Stripe};
use crate::owner::{OwnerId, ShardKey};
use crate::transaction::Transaction;
use crate::wallet::WalletState;

/// A wallet by whose it is, what it holds, and which of the owner's stripes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WalletName<'a> {
    /// Whose it is.
    pub owner: &'a OwnerId,
    /// What it holds.
    pub asset: &'a AssetCode,
    /// Which one, of an owner who has one a lane.
    pub stripe: Stripe,
}

impl WalletName<'_> {
    /// Where its row is.
    pub fn shard_key(&self) -> ShardKey {
        self.stripe.shard_key(self.owner)
    }
}

/// What one command touches: slots of the footprint's lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots {
    pub(crate) id: usize,
    pub(crate) asset: usize,
    pub(crate) source: usize,
    pub(crate) destination: usize,
}

/// Everything that a batch touches, each thing once. A slot is a position in one of its lists.
#[derive(Debug)]
pub struct Footprint<'a> {
    pub(crate) commands: &'a [Command],
    pub(crate) groups: &'a [Group],
    pub(crate) slots: Vec<Slots>,
    pub(crate) lane: Lane,
    ids: Vec<TransactionId>,
    assets: Vec<&'a AssetCode>,
    wallets: Vec<WalletName<'a>>,
    /// By slot of the asset: where all of its treasury's stripes are, if they were asked for.
    treasuries: Vec<Vec<usize>>,
}

impl<'a> Footprint<'a> {
    /// What `commands` touch in a lane: of treasury and revenue, the lane's own stripes.
    pub fn of(commands: &'a [Command], lane: Lane) -> Self {
        let mut ids = Numbering::with_capacity(commands.len());
        let mut assets = Numbering::with_capacity(4);
        let mut wallets = Numbering::with_capacity(commands.len() + 2);
        let slots = commands
            .iter()
            .map(|command| {
                let asset = command.asset();
                let route = command.route();
                let mut slot = |owner| wallets.slot(WalletName { owner, asset, stripe: lane.stripe_of(owner) });
                Slots {
                    id: ids.slot(command.id()),
                    asset: assets.slot(asset),
                    source: slot(route.source),
                    destination: slot(route.destination),
                }
            })
            .collect();
        Self {
            commands,
            groups: &[],
            slots,
            lane,
            ids: ids.list,
            assets: assets.list,
            wallets: wallets.list,
            treasuries: Vec::new(),
        }
    }

    /// The same with every stripe of the treasury, after [`decide`](crate::decide) has asked to [`Widen`](crate::Widen).
    pub fn widened(commands: &'a [Command], lane: Lane) -> Self {
        let mut footprint = Self::of(commands, lane);
        let mut wallets = Numbering::of(std::mem::take(&mut footprint.wallets));
        let owner = OwnerId::treasury();
        footprint.treasuries = (footprint.assets.iter())
            .map(|asset| {
                let name = |stripe| WalletName { owner, asset, stripe };
                Stripe::all_of(owner, lane.lanes()).map(|stripe| wallets.slot(name(stripe))).collect()
            })
            .collect();
        footprint.wallets = wallets.list;
        footprint
    }

    /// The same with some of the commands in groups: disjoint, within the batch, in ascending order.
    #[must_use]
    pub fn with_groups(self, groups: &'a [Group]) -> Self {
        Self { groups, ..self }
    }

    /// Where all of an asset's treasury is, if all of it is in the footprint.
    pub(crate) fn whole_treasury(&self, asset: usize) -> Option<&[usize]> {
        self.treasuries.get(asset).map(Vec::as_slice)
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
}

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

/// The locked wallets and the known outcomes that one batch is decided on.
#[derive(Debug)]
pub struct Book<'a> {
    pub(crate) footprint: &'a Footprint<'a>,
    pub(crate) assets: Vec<bool>,
    pub(crate) wallets: Vec<Option<WalletState>>,
    pub(crate) known: Vec<Known>,
}

impl<'a> Book<'a> {
    /// A book in which nothing exists yet.
    pub fn new(footprint: &'a Footprint<'a>) -> Self {
        Self {
            assets: vec![false; footprint.assets.len()],
            wallets: vec![None; footprint.wallets.len()],
            known: footprint.ids.iter().map(|_| Known::New).collect(),
            footprint,
        }
    }

    /// Says that the asset in a slot of [`Footprint::assets`] exists.
    pub fn put_asset(&mut self, slot: usize) {
        self.assets[slot] = true;
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
}
