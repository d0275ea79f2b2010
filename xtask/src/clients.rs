//! Other people's clients against the emulator.

use std::{error::Error, path::Path, process::Command};

use crate::emulator::{self, Emulator};

/// Runs the twelve steps with aiogram and grammY, polling and behind a webhook.
///
/// `CLIENTS_PYTHON` is a Python with aiogram (`python3` unless set),
/// `CLIENTS_NODE` a directory whose `node_modules` has grammY.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let program = emulator::build("chappe-emulator")?;
    let python = std::env::var("CLIENTS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder = std::env::var("CLIENTS_NODE").unwrap_or_else(|_| ".".to_owned());
    let scripts = emulator::root()?.join("crates/chappe-emulator/clients");
    for mode in [&[][..], &["webhook"]] {
        let mut aiogram = Command::new(&python);
        aiogram.arg(scripts.join("aiogram_steps.py"));
        steps("aiogram", &program, aiogram, mode)?;
        let mut grammy = Command::new("node");
        grammy.arg(scripts.join("grammy_steps.mjs")).current_dir(&folder);
        steps("grammY", &program, grammy, mode)?;
    }
    Ok(())
}

/// Runs a script against an emulator of its own.
fn steps(
    name: &str,
    program: &Path,
    mut script: Command,
    mode: &[&str],
) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start(program)?;
    let done = script.arg(&emulator.url).args(mode).status()?;
    let mode = mode.first().unwrap_or(&"polling");
    if done.success() { Ok(()) } else { Err(format!("{name}, {mode}: a step failed").into()) }
}
