//! Short runs of the program.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::process::Command;

/// Runs the program, and panics with its output if it reports a fault.
fn expect_no_fault(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_stress")).args(arguments).output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults: Vec<&str> = report.lines().filter(|line| line.starts_with("FAULT")).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*faults), (Some(0), &[][..]), "\n{report}{errors}");
}

#[test]
fn a_webhook_handles_each_update_once_among_misbehaving_clients() {
    expect_no_fault(&["webhook", "--seconds", "3"]);
}

#[test]
fn a_polling_bot_that_is_killed_loses_no_update() {
    expect_no_fault(&["polling", "--kills", "5"]);
}

#[test]
fn by_polling_a_panic_affects_only_its_own_update() {
    expect_no_fault(&["panics", "--updates", "2000", "--source", "polling"]);
}

#[test]
fn by_webhook_a_panic_affects_only_its_own_update() {
    expect_no_fault(&["panics", "--updates", "2000", "--source", "webhook"]);
}

#[test]
fn an_invalid_command_line_prints_the_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_stress")).arg("dance").output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.starts_with("`dance` is unknown\nusage: stress webhook"), "{errors}");
}
