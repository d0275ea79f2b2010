//! The rule about the number of crates in a small bot.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

use crate::{
    repository,
    violation::{Violation, expect_none},
};

/// The limits; the file explains itself.
const LIMITS: &str = "tests/limits.json";

// Offline, the crates of other systems are not available.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have other crates")]
fn a_small_bot_has_no_more_crates_than_its_limit() {
    let limits =
        std::fs::read_to_string(repository::root().join(LIMITS)).expect("the limits can be read");
    let limits: Value = serde_json::from_str(&limits).expect("the limits are JSON");
    let limits = limits["crates on Linux"].as_object().expect("there are limits of crates");
    expect_none(limits.iter().filter_map(|(package, most)| {
        let (crates, most) = (crates_of(package), most.as_u64().unwrap_or_default());
        (crates.len() as u64 > most).then(|| {
            let fault = format!("`{package}` has {} crates, over {most}", crates.len());
            let remedy = "remove the new dependency, or disable the feature that adds it";
            Violation::new("Cargo.lock", 1, fault, remedy)
        })
    }));
}

/// A package without its features and all of its dependencies, itself included.
fn crates_of(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--package", package, "--no-default-features", "--edges=normal,build"])
        .args(["--target=x86_64-unknown-linux-gnu", "--prefix=none", "--format={p}"])
        .args(["--offline", "--locked"])
        .current_dir(repository::root())
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("cargo prints text");
    // Repeated crates are marked.
    lines.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}
