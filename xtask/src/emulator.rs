//! The emulator, for tasks that use one.

use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// The directory of the workspace.
pub(crate) fn root() -> Result<PathBuf, Box<dyn Error>> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}

/// Builds a package. Returns the path of its program.
pub(crate) fn build(package: &str) -> Result<PathBuf, Box<dyn Error>> {
    cargo_build(package, &[])?;
    // Built into the same directory as this program.
    Ok(std::env::current_exe()?.with_file_name(package))
}

/// Builds a package with optimizations. Returns the path of its program.
pub(crate) fn build_optimized(package: &str) -> Result<PathBuf, Box<dyn Error>> {
    cargo_build(package, &["--release"])?;
    let target = std::env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("this program is in no build directory")?;
    Ok(target.join("release").join(package))
}

fn cargo_build(package: &str, options: &[&str]) -> Result<(), Box<dyn Error>> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", package])
        .args(options)
        .current_dir(root()?)
        .status()?;
    if built.success() { Ok(()) } else { Err(format!("cannot build {package}").into()) }
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
        Self::start_with(program, &[])
    }

    /// Starts the emulator with further arguments.
    pub(crate) fn start_with(program: &Path, arguments: &[&str]) -> Result<Self, Box<dyn Error>> {
        Self::of(Command::new(program).args(["--port", "0"]).args(arguments))
    }

    /// The time that the processors have spent in the process; Linux only.
    pub(crate) fn processor_time(&self) -> std::io::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the process is in parentheses, and may contain spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|time| time.parse::<u64>().ok())
            .sum();
        // The unit of these fields is always a hundredth of a second.
        Ok(Duration::from_millis(10 * ticks))
    }

    /// The resident memory of the process, in KiB; Linux only.
    pub(crate) fn memory(&self) -> std::io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        memory.ok_or_else(|| std::io::Error::other("the memory is not listed"))
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
