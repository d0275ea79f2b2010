//! The places of actions in a test.

use std::panic::Location;

/// The place where a test calls an action. A panic in the action's future has no better one.
pub(super) type Site = &'static Location<'static>;

/// Prefixes a message with the place of the action.
pub(super) fn placed(site: Option<Site>, message: &str) -> String {
    site.map_or_else(|| message.to_owned(), |site| format!("{site}: {message}"))
}
