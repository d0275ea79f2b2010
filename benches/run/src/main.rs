//! Runs all benchmarks and writes `docs/benchmarks.md`.
//!
//! ```text
//! run                      everything
//! run w1 w2                some workloads; the others stay as they were
//! run --peers chappe,bounds
//! run --quick              one round of everything: whether it works, not how fast it is
//! run --render FILE        the page alone, from results that were kept
//! ```

#![forbid(unsafe_code)]

mod callgrind;
mod calls;
mod compile;
mod decode;
mod dispatch;
mod machine;
mod measure;
mod page;
mod peers;
mod plan;
mod process;
mod program;
mod results;
mod scripts;
mod server;
mod sizes;
mod standin;
mod stats;
mod webhook;
mod workspace;
mod wrk;

use std::{error::Error, process::ExitCode};

use crate::{
    plan::{Plan, Step},
    program::Programs,
    results::Results,
    workspace::Workspace,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let plan = Plan::from_words(std::env::args().skip(1))?;
    let workspace = Workspace::read()?;
    if let Some(file) = &plan.render {
        return page::write(&workspace, &Results::load(file)?);
    }
    let file = workspace.target.join("run/results.json");
    let mut results = Results::load_for(&file, machine::read()?)?;
    let stamp = machine::stamp(&workspace, plan.quick)?;
    let mut programs = Programs::default();
    for step in &plan.steps {
        say(&format!("{step}"));
        let notes = match step {
            Step::W1 => decode::run(&plan, &workspace, &mut programs, &stamp, &mut results)?,
            Step::W2 => dispatch::run(&plan, &workspace, &mut programs, &stamp, &mut results)?,
            Step::W3 => webhook::run(&plan, &workspace, &mut programs, &stamp, &mut results)?,
            Step::W4 => {
                let save = |results: &Results| results.save(&file);
                compile::run(&plan, &workspace, &stamp, &mut results, save)?
            }
            Step::W9 => calls::run(&plan, &workspace, &mut programs, &stamp, &mut results)?,
            Step::W5 => sizes::run(&plan, &workspace, &mut programs, &stamp, &mut results)?,
        };
        results.note(step.to_string(), |peer| plan.wants(peer), notes);
        results.save(&file)?;
        page::write(&workspace, &results)?;
    }
    say(&format!("the figures are in {}", file.display()));
    Ok(())
}

/// Prints progress.
fn say(line: &str) {
    eprintln!("run: {line}");
}
