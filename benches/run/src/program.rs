//! Programs that measure, and running them.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    Result,
    peers::{Kind, PEERS, Peer},
    plan::Plan,
    results::Note,
    scripts,
    workspace::Workspace,
};

/// A program that takes the command line of a benchmark.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its arguments.
    pub words: Vec<OsString>,
    /// The directory of its documents, if it does not contain them.
    pub data: PathBuf,
    /// Whether its instruction counts are meaningful.
    pub native: bool,
}

impl Program {
    /// The command to run it on one core, if cores can be chosen.
    pub fn pinned(&self, core: usize) -> Command {
        let mut command = match found("taskset") {
            true => {
                let mut command = Command::new("taskset");
                command.arg("-c").arg(core.to_string()).arg(&self.words[0]);
                command
            }
            false => Command::new(&self.words[0]),
        };
        command.args(&self.words[1..]).env("BENCH_DATA", &self.data);
        command
    }

    /// Runs it. Returns its output.
    pub fn output(&self, core: usize, arguments: &[String]) -> Result<String> {
        let output = self.pinned(core).args(arguments).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let last = stderr.trim().lines().last().unwrap_or("no output");
            return Err(format!("{}: {last}", output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Programs, each built at most once.
#[derive(Debug, Default)]
pub struct Programs {
    built: BTreeMap<&'static str, std::result::Result<Program, String>>,
}

impl Programs {
    /// The peers of a workload that can be run, with a note on each of the others.
    pub fn ready(
        &mut self,
        plan: &Plan,
        workspace: &Workspace,
        takes_part: impl Fn(&Peer) -> bool,
    ) -> (Vec<(&'static Peer, Program)>, Vec<Note>) {
        let (mut ready, mut notes) = (Vec::new(), Vec::new());
        for peer in PEERS.iter().filter(|peer| plan.wants(peer.name) && takes_part(peer)) {
            let build = || prepare(peer, workspace).map_err(|error| error.to_string());
            match self.built.entry(peer.name).or_insert_with(build) {
                Ok(program) => ready.push((peer, program.clone())),
                Err(error) => notes.push(Note::new(peer.name, format!("skipped: {error}"))),
            }
        }
        (ready, notes)
    }
}

fn prepare(peer: &Peer, workspace: &Workspace) -> Result<Program> {
    let (words, native) = match peer.kind {
        Kind::Package(package) => {
            workspace.package(package).ok_or("it is not a member of the workspace")?;
            (vec![workspace.build(package)?.into_os_string()], true)
        }
        Kind::Python => (scripts::python(workspace)?, false),
        Kind::Node => (scripts::node(workspace)?, false),
    };
    Ok(Program { words, data: workspace.root.join("data"), native })
}

/// Whether a tool is in the path.
pub fn found(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(tool).is_file())
}
