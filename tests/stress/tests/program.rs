//! Short runs of the program.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::process::Command;

/// Runs the program, which must find no fault; all that it prints is shown otherwise.
fn expect_no_fault(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_stress")).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults: Vec<&str> = said.lines().filter(|line| line.starts_with("FAULT")).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*faults), (Some(0), &[][..]), "\n{said}{errors}");
}

#[test]
fn a_webhook_handles_each_update_once_whatever_other_clients_do() {
    expect_no_fault(&["webhook", "--seconds", "3"]);
}

#[test]
fn a_polling_bot_that_is_killed_loses_no_update() {
    expect_no_fault(&["polling", "--kills", "5"]);
}

#[test]
fn by_polling_a_panic_anywhere_costs_no_update_but_its_own() {
    expect_no_fault(&["panics", "--updates", "2000", "--source", "polling"]);
}

#[test]
fn by_webhook_a_panic_anywhere_costs_no_update_but_its_own() {
    expect_no_fault(&["panics", "--updates", "2000", "--source", "webhook"]);
}

#[test]
fn a_wrong_command_line_shows_how_it_is_used() {
    let output = Command::new(env!("CARGO_BIN_EXE_stress")).arg("dance").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with("`dance` is not known\nusage: stress webhook"), "{said}");
}
