//! Needs: what a decision still needs before it can be made.

use crate::value::owner::OwnerId;

/// What a decision still needs: the book lacks it, so nothing is decided.
///
/// Roll back, lock and load the [`Footprint`](crate::Footprint) that has these needs, and decide again
/// ([`Deciding`](crate::Deciding) does the bookkeeping). So a treasury is found dry only with all of its stripes locked,
/// and the minted supply bounds the granted amounts, whatever the lanes do side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// Every stripe of treasury and revenue: the lane's own one is short.
    pub(crate) stripes: bool,
    /// Slots of wallets whose open holds are needed, in ascending order: lapsed ones may make up for what is short.
    pub(crate) holds: Vec<usize>,
    /// Slots of missing wallets that their first credit opens.
    pub(crate) openings: Vec<usize>,
    /// Slots of wallets that get a starting balance before their first credit, in ascending order.
    pub(crate) starts: Vec<usize>,
    /// Slots of wallets whose owners' debt wallets are needed, each with the owner of the debt.
    pub(crate) debts: Vec<(usize, OwnerId)>,
}

impl Needs {
    /// No needs beyond what the commands name.
    pub(crate) const NONE: Self =
        Self { stripes: false, holds: Vec::new(), openings: Vec::new(), starts: Vec::new(), debts: Vec::new() };
}
