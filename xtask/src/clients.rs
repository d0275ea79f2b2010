//! Runs clients of other projects against the emulator.

use std::{error::Error, path::Path, process::Command};

use crate::emulator::{self, Emulator};

/// The clients with their runtimes and scripts.
const CLIENTS: [(&str, Interpreter, &str); 8] = [
    ("aiogram", Interpreter::Python, "aiogram_steps.py"),
    ("python-telegram-bot", Interpreter::Python, "ptb_steps.py"),
    ("pyTelegramBotAPI", Interpreter::Python, "telebot_steps.py"),
    ("grammY", Interpreter::Node, "grammy_steps.mjs"),
    ("Telegraf", Interpreter::Node, "telegraf_steps.mjs"),
    ("node-telegram-bot-api", Interpreter::Node, "node_telegram_bot_api_steps.mjs"),
    ("GramIO", Interpreter::Node, "gramio_steps.mjs"),
    ("puregram", Interpreter::Node, "puregram_steps.mjs"),
];

#[derive(Clone, Copy)]
enum Interpreter {
    Python,
    Node,
}

/// Runs the twelve steps with each client, polling and behind a webhook.
///
/// `CLIENTS_PYTHON` is a Python with the clients for Python (defaults to `python3`),
/// `CLIENTS_NODE` a directory whose `node_modules` has the others.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let program = emulator::build("chappe-emulator")?;
    let python = std::env::var("CLIENTS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder = std::env::var("CLIENTS_NODE").unwrap_or_else(|_| ".".to_owned());
    let scripts = emulator::root()?.join("crates/chappe-emulator/clients");
    for (name, interpreter, script) in CLIENTS {
        for mode in [&[][..], &["webhook"]] {
            let mut command = match interpreter {
                Interpreter::Python => {
                    let mut command = Command::new(&python);
                    // Writes no cache files next to the scripts.
                    command.arg("-B");
                    command
                }
                Interpreter::Node => {
                    let mut command = Command::new("node");
                    command.current_dir(&folder);
                    command
                }
            };
            command.arg(scripts.join(script));
            steps(name, &program, command, mode)?;
        }
    }
    Ok(())
}

/// Runs a script against a new emulator.
#[expect(clippy::print_stderr, reason = "each step names its client")]
fn steps(
    name: &str,
    program: &Path,
    mut script: Command,
    mode: &[&str],
) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start(program)?;
    script.arg(&emulator.url).args(mode);
    let mode = mode.first().unwrap_or(&"polling");
    eprintln!("{name}, {mode}");
    let done = script.status()?;
    if done.success() { Ok(()) } else { Err(format!("{name}, {mode}: a step failed").into()) }
}
