//! Why a load test could not be carried out.

/// What went wrong, each in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The options do not fit together, or a value is out of its bounds.
    #[error("{0}")]
    Options(String),
    /// The server cannot be reached, is no Wallet server, or refuses what the load needs.
    #[error("{0}")]
    Failed(String),
}

impl BenchError {
    pub(crate) fn options(sentence: impl Into<String>) -> Self {
        Self::Options(sentence.into())
    }

    pub(crate) fn failed(sentence: impl Into<String>) -> Self {
        Self::Failed(sentence.into())
    }
}
