//! Other people's clients against the emulator.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Runs the twelve steps with aiogram and grammY, polling and behind a webhook.
///
/// `CLIENTS_PYTHON` is a Python with aiogram (`python3` unless set),
/// `CLIENTS_NODE` a directory whose `node_modules` has grammY.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", "chappe-emulator"])
        .current_dir(&root)
        .status()?;
    if !built.success() {
        return Err("the emulator cannot be built".into());
    }
    let python = std::env::var("CLIENTS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder = std::env::var("CLIENTS_NODE").unwrap_or_else(|_| ".".to_owned());
    let scripts = root.join("crates/chappe-emulator/clients");
    for mode in [&[][..], &["webhook"]] {
        let mut aiogram = Command::new(&python);
        aiogram.arg(scripts.join("aiogram_steps.py"));
        steps("aiogram", aiogram, mode)?;
        let mut grammy = Command::new("node");
        grammy.arg(scripts.join("grammy_steps.mjs")).current_dir(&folder);
        steps("grammY", grammy, mode)?;
    }
    Ok(())
}

/// Runs a script against an emulator of its own.
fn steps(name: &str, mut script: Command, mode: &[&str]) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start()?;
    let done = script.arg(&emulator.url).args(mode).status()?;
    let mode = mode.first().unwrap_or(&"polling");
    if done.success() { Ok(()) } else { Err(format!("{name}, {mode}: a step failed").into()) }
}

struct Emulator {
    child: Child,
    url: String,
}

impl Emulator {
    fn start() -> Result<Self, Box<dyn Error>> {
        // It was built beside this program.
        let program = std::env::current_exe()?.with_file_name("chappe-emulator");
        let mut child =
            Command::new(program).args(["--port", "0"]).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or("the emulator says nothing")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let url = line.rsplit(' ').next().unwrap_or_default().trim().to_owned();
        Ok(Self { child, url })
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
