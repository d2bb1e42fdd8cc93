//! Plans: ledgers of every shape (`data`), what every statement is sent with (`cases`, `figures`), and what is wrong with a plan
//! (`judge`).

pub(crate) mod cases;
pub(crate) mod data;
pub(crate) mod figures;
pub(crate) mod judge;
