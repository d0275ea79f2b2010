//! Runs clients of other projects against the emulator.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

use crate::emulator::{self, Emulator};

/// The arguments of a script, by the ways it receives updates.
const POLLING: &[&[&str]] = &[&[]];
const BOTH: &[&[&str]] = &[&[], &["webhook"]];

/// The clients with their runtimes, scripts and runs.
const CLIENTS: [(&str, Runtime, &str, &[&[&str]]); 17] = [
    ("aiogram", Runtime::Python, "aiogram_steps.py", BOTH),
    ("aiogram-dialog", Runtime::Python, "aiogram_dialog_steps.py", BOTH),
    ("python-telegram-bot", Runtime::Python, "ptb_steps.py", BOTH),
    ("pyTelegramBotAPI", Runtime::Python, "telebot_steps.py", BOTH),
    ("AsyncTeleBot", Runtime::Python, "async_telebot_steps.py", BOTH),
    ("telegrinder", Runtime::Python, "telegrinder_steps.py", BOTH),
    ("grammY", Runtime::Node, "grammy_steps.mjs", BOTH),
    ("Telegraf", Runtime::Node, "telegraf_steps.mjs", BOTH),
    ("node-telegram-bot-api", Runtime::Node, "node_telegram_bot_api_steps.mjs", BOTH),
    ("GramIO", Runtime::Node, "gramio_steps.mjs", BOTH),
    ("puregram", Runtime::Node, "puregram_steps.mjs", BOTH),
    ("Slimbot", Runtime::Node, "slimbot_steps.mjs", POLLING),
    ("teloxide", Runtime::Rust, "teloxide_steps", BOTH),
    ("frankenstein", Runtime::Rust, "frankenstein_steps", BOTH),
    ("tgbot", Runtime::Rust, "tgbot_steps", BOTH),
    ("telers", Runtime::Rust, "telers_steps", BOTH),
    ("the types of teloxide", Runtime::Rust, "teloxide_types", POLLING),
];

#[derive(Clone, Copy)]
enum Runtime {
    Python,
    Node,
    Rust,
}

/// Where the scripts and their runtimes are.
struct Places {
    scripts: PathBuf,
    python: String,
    node: String,
    programs: PathBuf,
}

/// Runs the steps with each client, polling and behind a webhook.
///
/// `CLIENTS_PYTHON` is a Python with the clients for Python (defaults to `python3`),
/// `CLIENTS_NODE` a directory whose `node_modules` has those for Node. With a name, runs
/// this client only.
pub(crate) fn run(only: Option<&str>) -> Result<(), Box<dyn Error>> {
    let program = emulator::build("chappe-emulator")?;
    let root = emulator::root()?;
    let places = Places {
        scripts: root.join("crates/chappe-emulator/clients"),
        python: std::env::var("CLIENTS_PYTHON").unwrap_or_else(|_| "python3".to_owned()),
        node: std::env::var("CLIENTS_NODE").unwrap_or_else(|_| ".".to_owned()),
        programs: root.join("target/clients"),
    };
    let chosen: Vec<_> =
        CLIENTS.into_iter().filter(|(name, ..)| only.is_none_or(|only| only == *name)).collect();
    if chosen.is_empty() {
        let names = CLIENTS.map(|(name, ..)| name).join(", ");
        return Err(format!("there is no such client; there are: {names}").into());
    }
    if chosen.iter().any(|(_, runtime, ..)| matches!(runtime, Runtime::Rust)) {
        places.build()?;
    }
    for (name, runtime, script, runs) in chosen {
        for arguments in runs {
            steps(name, &program, places.command(runtime, script), arguments)?;
        }
    }
    Ok(())
}

impl Places {
    /// Builds the clients in Rust.
    fn build(&self) -> Result<(), Box<dyn Error>> {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--manifest-path"])
            .arg(self.scripts.join("rust/Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.programs)
            .status()?;
        if built.success() { Ok(()) } else { Err("cannot build the clients in Rust".into()) }
    }

    /// The command of a script or program.
    fn command(&self, runtime: Runtime, script: &str) -> Command {
        match runtime {
            Runtime::Python => {
                let mut command = Command::new(&self.python);
                // Writes no cache files next to the scripts.
                command.arg("-B").arg(self.scripts.join(script));
                command
            }
            Runtime::Node => {
                let mut command = Command::new("node");
                command.current_dir(&self.node).arg(self.scripts.join(script));
                command
            }
            Runtime::Rust => Command::new(self.programs.join("debug").join(script)),
        }
    }
}

/// Runs a script against a new emulator.
#[expect(clippy::print_stderr, reason = "each step names its client")]
fn steps(
    name: &str,
    program: &Path,
    mut script: Command,
    arguments: &[&str],
) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start(program)?;
    script.arg(&emulator.url).args(arguments);
    let mode = arguments.first().unwrap_or(&"polling");
    eprintln!("{name}, {mode}");
    let done = script.status()?;
    if done.success() { Ok(()) } else { Err(format!("{name}, {mode}: a step failed").into()) }
}
