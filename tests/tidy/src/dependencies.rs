//! Rules about dependencies between crates.

use std::collections::BTreeSet;

use crate::{
    violation::{Violation, expect_none},
    workspace::{Package, package_named, packages},
};

/// The level of each crate. A crate may depend on lower levels only. Some of the crates do not
/// exist yet.
const LEVELS: &[(&str, u8)] = &[
    ("chappe-types", 0),
    ("chappe-core", 1),
    ("chappe-macros", 1),
    ("chappe-web-app", 1),
    ("chappe-layers", 2),
    ("chappe-client", 2),
    ("chappe-intake", 2),
    ("chappe-text", 2),
    ("chappe-state", 3),
    ("chappe-i18n", 3),
    ("chappe-send", 3),
    ("chappe-webhook", 3),
    ("chappe-polling", 3),
    ("chappe-emulator", 3),
    ("chappe-sqlite", 4),
    ("chappe-redis", 4),
    ("chappe-postgres", 4),
    ("chappe-nats", 4),
    ("chappe-testing", 5),
    ("chappe", 5),
];

/// The crate that depends on no other, whatever its level.
const INDEPENDENT: &str = "chappe-macros";

#[test]
fn crates_depend_only_downwards() {
    let crates = packages().iter().filter(|package| package.is_crate());
    let edges = crates.flat_map(|package| {
        let used = package.dependencies.iter().filter(|dependency| !dependency.dev);
        used.map(move |dependency| (package, &*dependency.name))
    });
    let forbidden = edges.filter(|(package, used)| !allowed(&package.name, used));
    expect_none(forbidden.map(|(package, used)| {
        let fault = format!("`{}` must not use `{used}`", package.name);
        let remedy = "depend on a crate of a lower level, or accept a tower service";
        Violation::new(&package.manifest(), package.line_of(used), fault, remedy)
    }));
}

#[test]
fn every_crate_has_a_level() {
    let crates = packages().iter().filter(|package| package.is_crate());
    let unplaced = crates.filter(|package| level(&package.name).is_none());
    expect_none(unplaced.map(|package| {
        let fault = format!("`{}` has no level", package.name);
        Violation::new(
            &package.manifest(),
            package.line_of("name"),
            fault,
            "add it to `LEVELS` in tests/tidy/src/dependencies.rs",
        )
    }));
}

#[test]
fn dev_dependencies_make_no_cycle() {
    let circular =
        packages().iter().filter(|package| reached_from(package).contains(&*package.name));
    expect_none(circular.map(|package| {
        let fault = format!("`{}` depends on itself through dev-dependencies", package.name);
        let remedy = "move the test that closes the cycle to a package in tests/";
        Violation::new(&package.manifest(), package.line_of("[dev-dependencies"), fault, remedy)
    }));
}

fn allowed(from: &str, to: &str) -> bool {
    match (level(from), level(to)) {
        (Some(from_level), Some(to_level)) => from != INDEPENDENT && to_level < from_level,
        // A crate without a level violates another rule; no other package may be used.
        (from_level, _) => from_level.is_none(),
    }
}

fn level(name: &str) -> Option<u8> {
    LEVELS.iter().find(|(placed, _)| *placed == name).map(|(_, level)| *level)
}

/// The direct and indirect dependencies of a package, including dev-dependencies.
fn reached_from(package: &Package) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<&Package> = vec![package];
    while let Some(next) = ahead.pop() {
        // Doc tests and examples may name their own package, which cargo lists as a dependency.
        let others = next.dependencies.iter().filter(|used| used.name != next.name);
        for used in others {
            if reached.insert(&*used.name) {
                ahead.extend(package_named(&used.name));
            }
        }
    }
    reached
}

#[test]
fn crates_of_the_same_or_a_higher_level_are_not_allowed() {
    assert!(allowed("chappe-webhook", "chappe-client"));
    assert!(allowed("chappe", "chappe-macros"));
    assert!(!allowed("chappe-webhook", "chappe-polling"));
    assert!(!allowed("chappe-core", "chappe-macros"));
    assert!(!allowed("chappe-macros", "chappe-types"));
    assert!(!allowed("chappe-types", "chappe-core"));
}
