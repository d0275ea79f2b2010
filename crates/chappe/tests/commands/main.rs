//! Commands and deep links with their derives.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod deep_links;
mod did_you_mean;
mod menus;
mod parsing;
mod routing;
mod shadowed_names;
mod usage;
mod user_refs;
