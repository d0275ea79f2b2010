//! Counts instructions: what 1,000 commands cost beside 10. Needs valgrind.

use std::{error::Error, path::Path, process::Command};

/// The most that a hundred times as many commands may cost.
const MOST: f64 = 1.3;

/// Compares the last command of 1,000 with the last of 10, and no match with
/// no match.
///
/// # Errors
///
/// Fails if the ratio is too high, or valgrind is missing.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet", "--package", "conformance"])
        .status()?;
    if !built.success() {
        return Err("the conformance runner does not build".into());
    }
    for (few, many) in [("/cmd9", "/cmd999"), ("/nomatch", "/nomatch")] {
        let (few_cost, many_cost) = (instructions(10, few)?, instructions(1000, many)?);
        let ratio = many_cost / few_cost;
        say(&format!(
            "dispatch of {few} among 10: {few_cost:.0} instructions, of {many} among 1000: {many_cost:.0}, ratio {ratio:.2}"
        ));
        if ratio > MOST {
            return Err(format!("{ratio:.2} is more than {MOST}").into());
        }
    }
    Ok(())
}

/// Instructions of one dispatch: the slope between two numbers of loops.
fn instructions(commands: u32, text: &str) -> Result<f64, Box<dyn Error>> {
    let (few, many) = (100, 1100);
    let (least, most) = (total(commands, text, few)?, total(commands, text, many)?);
    Ok((most - least) / f64::from(many - few))
}

fn total(commands: u32, text: &str, loops: u32) -> Result<f64, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), Into::into);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(target.join("release/conformance"))
        .args(["spin", &commands.to_string(), text, &loops.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let count = report
        .lines()
        .find_map(|line| line.split_once("Collected : ").map(|(_, count)| count.trim().parse()));
    Ok(count.ok_or("valgrind counted nothing")??)
}

#[expect(clippy::print_stdout, reason = "a command line tool talks to its user")]
fn say(line: &str) {
    println!("{line}");
}
