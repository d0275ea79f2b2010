//! Where and when figures were measured.

use std::{fs, process::Command};

use serde::{Deserialize, Serialize};

use crate::{Result, workspace::Workspace};

/// A machine and its tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor.
    pub cpu: String,
    /// The number of cores.
    pub cores: usize,
    /// The kernel.
    pub kernel: String,
    /// The compiler.
    pub rustc: String,
    /// Python, if installed.
    pub python: Option<String>,
    /// Node, if installed.
    pub node: Option<String>,
}

impl Machine {
    /// Whether figures of both machines may be in one table.
    pub fn is_like(&self, other: &Self) -> bool {
        let key = |machine: &Self| {
            let Self { cpu, cores, kernel, rustc, .. } = machine.clone();
            (cpu, cores, kernel, rustc)
        };
        key(self) == key(other)
    }

    /// Completes this machine with the tools that only the other lists.
    pub fn with_tools_of(self, other: Self) -> Self {
        let (python, node) = (self.python.or(other.python), self.node.or(other.node));
        Self { python, node, ..self }
    }
}

/// When a figure was measured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// The commit.
    pub commit: String,
    /// The day.
    pub date: String,
    /// Whether it is from a quick run.
    pub quick: bool,
}

/// Reads the description of this machine.
pub fn read() -> Result<Machine> {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Ok(Machine {
        cpu: cpu(&info).unwrap_or(std::env::consts::ARCH).to_owned(),
        cores: std::thread::available_parallelism()?.get(),
        kernel: format!("{} {}", std::env::consts::OS, kernel.trim()),
        rustc: command_output("rustc", &["-V"]).ok_or("rustc was not found")?,
        python: command_output("python3", &["-V"]),
        node: command_output("node", &["-v"]),
    })
}

/// Reads the current commit and day.
pub fn stamp(workspace: &Workspace, quick: bool) -> Result<Stamp> {
    let root = workspace.repository().to_string_lossy();
    let commit = command_output("git", &["-C", &root, "rev-parse", "--short=12", "HEAD"]);
    // A change of the page itself does not affect the measurements.
    let page = [":!docs/benchmarks", ":!docs/benchmarks.md"];
    let status = ["-C", &root, "status", "--porcelain", "--", ".", page[0], page[1]];
    let changed = command_output("git", &status).is_some_and(|changes| !changes.is_empty());
    let commit = commit.unwrap_or_else(|| "no commit".to_owned());
    Ok(Stamp {
        commit: if changed { format!("{commit} with changes") } else { commit },
        date: command_output("date", &["-u", "+%F"]).ok_or("there is no date")?,
        quick,
    })
}

fn cpu(info: &str) -> Option<&str> {
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':').map(|(_, name)| name.trim())
}

fn command_output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_processor_has_a_name() {
        let info = "processor\t: 0\nmodel name\t: A 9000\nmodel name\t: A 9000\n";
        assert_eq!(super::cpu(info), Some("A 9000"));
        assert_eq!(super::cpu("processor: 0"), None);
    }
}
