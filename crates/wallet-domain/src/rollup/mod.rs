//! Rollups: the figures of each day, folded from the feed (decision 0073).
//!
//! ```text
//! events -> Folded -> Fold::add -> Fold::take_step -> (a store writes it, if nobody else has folded meanwhile)
//! ```
//! - A transaction is filed under the [`Day`] of its time, or under the day of the one before it in the feed if that is later.
//!   So days never fall along the feed, and a day is final as soon as a later one has begun: nothing is filed under it again.
//! - What a fold comes to depends on the feed alone, not on the pages in which it was read, nor on who read them.
//! - Of a day, an asset, a flow and a [kind of labels](LabelKind) the [`LABELS_MAX`] largest are kept; the others are [`OTHER`].
//!
//! In reading order: `day`, `label`, `row` (what stores keep), `folded` (what a transaction adds), `fold`, `shown` (what is
//! read).

pub mod day;
pub mod fold;
pub mod folded;
pub mod label;
pub mod row;
pub mod shown;

pub use day::{Day, InvalidDay};
pub use fold::{ClosedDay, Fold, FoldStep};
pub use folded::Folded;
pub use label::{InvalidLabels, LABELS_MAX, LABELS_OPEN_MAX, LabelKeys, LabelKind, OTHER};
pub use row::{Close, DayClose, FoldMark, Group, RollupRow, RollupState, RollupView, StoredFold, Sums, Terms};
pub use shown::{Comparison, FlowFigures, InvalidSpan, ShownDay, Span, compare, show_closes, show_flows};
