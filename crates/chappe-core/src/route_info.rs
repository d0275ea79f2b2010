//! What is known of a route.

use std::{fmt, sync::Arc};

use crate::extensions::Extensions;

/// What is known of a route before its handler runs: where it stands, its
/// handler, its flags.
///
/// Shows itself as `` `handler` of `router/child`, `message` ``.
#[derive(Clone, Debug)]
pub struct RouteInfo {
    pub(crate) router: Arc<str>,
    pub(crate) observer: &'static str,
    pub(crate) handler: &'static str,
    pub(crate) flags: Extensions,
}

impl RouteInfo {
    /// The path of the router: the names from the root, joined by `/`.
    pub fn router(&self) -> &str {
        &self.router
    }

    /// The observer: a kind of update, `update` or `error`.
    pub fn observer(&self) -> &'static str {
        self.observer
    }

    /// The path of the handler's function.
    pub fn handler(&self) -> &'static str {
        self.handler
    }

    /// The handler's flag of type `T`; see [`flagged`](crate::flagged).
    pub fn flag<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.flags.get()
    }
}

impl fmt::Display for RouteInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of `{}`, `{}`", self.handler, self.router, self.observer)
    }
}
