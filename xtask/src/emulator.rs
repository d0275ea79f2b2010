//! The emulator, for tasks that use one.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The directory of the workspace.
pub(crate) fn root() -> Result<PathBuf, Box<dyn Error>> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}

/// Builds a package. Returns the path of its program.
pub(crate) fn build(package: &str) -> Result<PathBuf, Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", package])
        .current_dir(root()?)
        .status()?;
    if !built.success() {
        return Err(format!("cannot build {package}").into());
    }
    // Built into the same directory as this program.
    Ok(std::env::current_exe()?.with_file_name(package))
}

/// An emulator, or a bot with its own emulator, which runs until this value is dropped.
pub(crate) struct Emulator {
    child: Child,
    /// The URL of the server.
    pub(crate) url: String,
}

impl Emulator {
    /// Starts the emulator, which was [built](build), on a free port.
    pub(crate) fn start(program: &Path) -> Result<Self, Box<dyn Error>> {
        Self::of(Command::new(program).args(["--port", "0"]))
    }

    /// Starts a bot that was [built](build), without a token and without earlier chats.
    pub(crate) fn start_bot(program: &Path) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(program);
        Self::of(command.env_remove("TELEGRAM_BOT_TOKEN").env("CHAPPE_EMULATOR_SNAPSHOT", "off"))
    }

    /// Starts a program whose first line ends with the URL.
    fn of(command: &mut Command) -> Result<Self, Box<dyn Error>> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or("the program has no output")?;
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
