//! The rule about how many crates a small bot brings along.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

use crate::{
    complaint::{Complaint, expect_none},
    repository,
};

/// The limits of all kinds; see how to read them there.
const LIMITS: &str = "tests/limits.json";

// What is not for Linux is not there without a network.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have other crates")]
fn a_small_bot_brings_no_more_crates_than_it_did() {
    let limits = std::fs::read_to_string(repository::root().join(LIMITS)).expect("there are some");
    let limits: Value = serde_json::from_str(&limits).expect("they are JSON");
    let limits = limits["crates on Linux"].as_object().expect("some are about crates");
    expect_none(limits.iter().filter_map(|(package, most)| {
        let (crates, most) = (crates_of(package), most.as_u64().unwrap_or_default());
        (crates.len() as u64 > most).then(|| {
            let fault = format!("`{package}` has {} crates, over {most}", crates.len());
            let remedy = "do without the one that is new, or turn off what brings it";
            Complaint::new("Cargo.lock", 1, fault, remedy)
        })
    }));
}

/// A package without its features and all that is built for it, itself included.
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
    // What stands there again is marked.
    lines.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}
