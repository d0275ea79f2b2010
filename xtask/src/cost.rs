//! Counts the instructions of decoding and of dispatches, and compares 1,000 commands with 10, and
//! derived commands and callback data with hand-written ones. Requires valgrind.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The highest ratio between 1,000 commands and 10.
const MOST: f64 = 1.3;

/// The highest ratio between a derived type and the same by hand.
const MOST_DERIVED: f64 = 1.2;

/// The key of the instruction limits in the table of limits.
const PART: &str = "instructions, about 8 % over what was counted";

/// Compares each count with its limit; and the last command of 1,000 with the last of 10,
/// and no match with no match.
///
/// # Errors
///
/// Fails if a count or a ratio is too high, or valgrind is missing.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet", "--package", "conformance"])
        .status()?;
    if !built.success() {
        return Err("the conformance runner does not build".into());
    }
    let mut limits = Limits::new()?;
    limits.check("decoding 12 documents, each", decoding()?)?;
    limits.check("a dispatch through 3 outer and 3 inner layers", through_layers()?)?;
    for (few, many) in [("/cmd9", "/cmd999"), ("/nomatch", "/nomatch")] {
        let (few_cost, many_cost) = (routing(10, few)?, routing(1000, many)?);
        limits.check(&format!("a dispatch of {few} among 10 commands"), few_cost)?;
        limits.check(&format!("a dispatch of {many} among 1000 commands"), many_cost)?;
        let ratio = many_cost / few_cost;
        say(&format!("{many} among 1000 against {few} among 10: {ratio:.2}, at most {MOST}"));
        if ratio > MOST {
            limits.exceeded.push(format!("{ratio:.2} is more than {MOST}"));
        }
    }
    let (derived, by_hand) = (pressing("derived")?, pressing("by-hand")?);
    limits.check("a press of a button of 100 derived types", derived)?;
    limits.compare("a derived type against a hand-written one", derived / by_hand);
    let derived = hundred("derived")?;
    limits.check("a dispatch of a derived command of 100", derived)?;
    limits.compare("a derived command against a filter by hand", derived / hundred("by-hand")?);
    let ratio_of_routes = derived / hundred("routes")?;
    say(&format!("a derived command against a route without a value: {ratio_of_routes:.2}"));
    if limits.exceeded.is_empty() { Ok(()) } else { Err(limits.exceeded.join("; ").into()) }
}

/// The limits, and what exceeds them.
struct Limits {
    most: Value,
    exceeded: Vec<String>,
}

impl Limits {
    fn new() -> Result<Self, Box<dyn Error>> {
        let text = include_str!("../../tests/limits.json");
        let mut table: Value = serde_json::from_str(text)?;
        Ok(Self { most: table[PART].take(), exceeded: Vec::new() })
    }

    /// Prints a count with its limit, and records whether it is exceeded.
    fn check(&mut self, what: &str, count: f64) -> Result<(), Box<dyn Error>> {
        let most = self.most[what].as_f64().ok_or_else(|| format!("no limit for {what}"))?;
        say(&format!("{what}: {count:.0} instructions, at most {most:.0}"));
        if count > most {
            self.exceeded.push(format!("{what}: {count:.0} is more than {most:.0}"));
        }
        Ok(())
    }

    /// Prints a ratio, and records whether it is above [`MOST_DERIVED`].
    fn compare(&mut self, what: &str, ratio: f64) {
        say(&format!("{what}: {ratio:.2}, at most {MOST_DERIVED}"));
        if ratio > MOST_DERIVED {
            self.exceeded.push(format!("{what}: {ratio:.2} is more than {MOST_DERIVED}"));
        }
    }
}

fn decoding() -> Result<f64, Box<dyn Error>> {
    let folder = root()?.join("benches/data/w1");
    let files = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path().to_string_lossy().into_owned()))
        .collect::<Result<Vec<String>, std::io::Error>>()?;
    let documents = u32::try_from(files.len())?;
    let all = slope(|loops| {
        let arguments = ["spin-decode".to_owned(), loops];
        arguments.into_iter().chain(files.iter().cloned()).collect()
    })?;
    Ok(all / f64::from(documents))
}

fn through_layers() -> Result<f64, Box<dyn Error>> {
    slope(|loops| vec!["spin-layers".to_owned(), loops])
}

fn routing(commands: u32, text: &str) -> Result<f64, Box<dyn Error>> {
    slope(|loops| vec!["spin".to_owned(), commands.to_string(), text.to_owned(), loops])
}

/// A press of a button of one of 100 types.
fn pressing(form: &str) -> Result<f64, Box<dyn Error>> {
    slope(|loops| vec!["spin-data".to_owned(), form.to_owned(), loops])
}

/// A command with an argument, of a hundred commands.
fn hundred(way: &str) -> Result<f64, Box<dyn Error>> {
    let text = "/cmd73 12";
    slope(|loops| vec!["spin-hundred".to_owned(), way.to_owned(), text.to_owned(), loops])
}

/// The instructions of one loop iteration: the slope between two numbers of iterations.
fn slope(arguments: impl Fn(String) -> Vec<String>) -> Result<f64, Box<dyn Error>> {
    let (few, many) = (100, 1100);
    let least = total(&arguments(few.to_string()))?;
    let most = total(&arguments(many.to_string()))?;
    Ok((most - least) / f64::from(many - few))
}

fn total(arguments: &[String]) -> Result<f64, Box<dyn Error>> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root()?.join("target"), PathBuf::from);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(target.join("release/conformance"))
        .args(arguments)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let count = report
        .lines()
        .find_map(|line| line.split_once("Collected : ").map(|(_, count)| count.trim().parse()));
    Ok(count.ok_or("valgrind counted nothing")??)
}

fn root() -> Result<&'static Path, Box<dyn Error>> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?)
}

#[expect(clippy::print_stdout, reason = "output of a command line tool")]
fn say(line: &str) {
    println!("{line}");
}
