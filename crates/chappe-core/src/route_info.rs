//! The description of a route.

use std::{fmt, sync::Arc};

use crate::extensions::Extensions;

/// The description of a route: its router, its observer, its handler and its flags.
///
/// Formats as `` `handler` of `router/child`, `message` ``.
#[derive(Clone, Debug)]
pub struct RouteInfo {
    pub(crate) router: Arc<str>,
    pub(crate) observer: &'static str,
    pub(crate) handler: Arc<str>,
    pub(crate) flags: Extensions,
}

impl RouteInfo {
    /// Returns the path of the router: the names from the root on, joined by `/`.
    pub fn router(&self) -> &str {
        &self.router
    }

    /// Returns the name of the observer: a kind of update, `update` or `error`.
    pub fn observer(&self) -> &'static str {
        self.observer
    }

    /// Returns the name of the handler: the path of its function within its crate, such as
    /// `admin::ban`, or `closure at src/main.rs:12`.
    pub fn handler(&self) -> &str {
        &self.handler
    }

    /// Returns the handler's flag of type `T`; see [`flagged`](crate::flagged).
    pub fn flag<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.flags.get()
    }
}

impl fmt::Display for RouteInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of `{}`, `{}`", self.handler, self.router, self.observer)
    }
}
