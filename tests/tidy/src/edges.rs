//! Rules about which crate may use which.

use std::collections::BTreeSet;

use crate::{
    complaint::{Complaint, expect_none},
    workspace::{Package, package_named, packages},
};

/// The crates by height; one may use those that stand lower, never its
/// neighbours. Some of them are yet to be written.
const HEIGHTS: &[(&str, u8)] = &[
    ("chappe-types", 0),
    ("chappe-core", 1),
    ("chappe-macros", 1),
    ("chappe-layers", 2),
    ("chappe-client", 2),
    ("chappe-intake", 2),
    ("chappe-fsm", 2),
    ("chappe-i18n", 2),
    ("chappe-webhook", 3),
    ("chappe-polling", 3),
    ("chappe-emulator", 3),
    ("chappe-redis", 3),
    ("chappe-sql", 3),
    ("chappe-nats", 3),
    ("chappe-testing", 4),
    ("chappe", 4),
];

/// The crate that stands on nothing, whatever its height.
const STANDS_ALONE: &str = "chappe-macros";

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
        let remedy = "depend on a lower crate, or meet in a tower service";
        Complaint::new(&package.manifest(), package.line_of(used), fault, remedy)
    }));
}

#[test]
fn every_crate_has_a_height() {
    let crates = packages().iter().filter(|package| package.is_crate());
    let unplaced = crates.filter(|package| height(&package.name).is_none());
    expect_none(unplaced.map(|package| {
        let fault = format!("nothing says which crates may use `{}`", package.name);
        Complaint::new(
            &package.manifest(),
            package.line_of("name"),
            fault,
            "give it a height in tests/tidy/src/edges.rs",
        )
    }));
}

#[test]
fn dev_dependencies_make_no_cycle() {
    let circular =
        packages().iter().filter(|package| reached_from(package).contains(&*package.name));
    expect_none(circular.map(|package| {
        let fault = format!("`{}` leads back to itself", package.name);
        let remedy = "move the test that closes the circle to a package in tests/";
        Complaint::new(&package.manifest(), package.line_of("[dev-dependencies"), fault, remedy)
    }));
}

fn allowed(from: &str, to: &str) -> bool {
    match (height(from), height(to)) {
        (Some(from_height), Some(to_height)) => from != STANDS_ALONE && to_height < from_height,
        // A crate without a height is told of elsewhere; no other package may be used.
        (from_height, _) => from_height.is_none(),
    }
}

fn height(name: &str) -> Option<u8> {
    HEIGHTS.iter().find(|(placed, _)| *placed == name).map(|(_, height)| *height)
}

/// The packages that one needs to be built and tested, through any number of others.
fn reached_from(package: &Package) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<&Package> = vec![package];
    while let Some(next) = ahead.pop() {
        // Its own doc tests and examples may name a package; cargo takes that for an edge.
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
fn neighbours_and_higher_crates_are_out_of_reach() {
    assert!(allowed("chappe-webhook", "chappe-client"));
    assert!(allowed("chappe", "chappe-macros"));
    assert!(!allowed("chappe-webhook", "chappe-polling"));
    assert!(!allowed("chappe-core", "chappe-macros"));
    assert!(!allowed("chappe-macros", "chappe-types"));
    assert!(!allowed("chappe-types", "chappe-core"));
}
