//! The limits of counted costs: a table next to the test packages.

use std::collections::BTreeMap;

/// The limits of one part of the table.
///
/// # Panics
///
/// Panics if there is no such part.
#[must_use]
pub fn limits(part: &str) -> BTreeMap<String, u64> {
    let mut table: serde_json::Value =
        serde_json::from_str(include_str!("../../limits.json")).expect("the table is JSON");
    serde_json::from_value(table[part].take()).expect("a part is names and numbers")
}

/// The costs that exceed their limit or have none, and the limits without a cost.
#[must_use]
pub fn over(part: &str, counted: impl IntoIterator<Item = (String, u64)>) -> Vec<String> {
    let mut limits = limits(part);
    let mut over: Vec<String> = counted
        .into_iter()
        .filter_map(|(name, count)| match limits.remove(&name) {
            Some(most) if count <= most => None,
            Some(most) => Some(format!("{name}: {count}, at most {most}")),
            None => Some(format!("{name}: {count}, without a limit")),
        })
        .collect();
    over.extend(limits.into_keys().map(|name| format!("{name}: not counted")));
    over
}
