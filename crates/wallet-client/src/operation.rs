//! What is particular to a route.

pub(crate) use reqwest::Method;

/// A row of the document's table of routes.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// The header that its key goes into.
    pub(crate) key: Option<&'static str>,
    /// Whether sending it twice does no more than sending it once.
    pub(crate) is_repeatable: bool,
    /// Whether its answer is JSON, and else a text or nothing.
    pub(crate) answers_json: bool,
}

impl Operation {
    pub(crate) const fn new(method: Method, path: &'static str) -> Self {
        Self { method, path, key: None, is_repeatable: true, answers_json: true }
    }

    pub(crate) const fn key(mut self, header: &'static str) -> Self {
        self.key = Some(header);
        self
    }

    /// Sent again only if an answer says that nothing was recorded.
    pub(crate) const fn once(mut self) -> Self {
        self.is_repeatable = false;
        self
    }

    pub(crate) const fn plain(mut self) -> Self {
        self.answers_json = false;
        self
    }
}
