//! W4: clean and incremental builds of an echo bot.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{
    Result,
    machine::Stamp,
    peers::PEERS,
    plan::Plan,
    process::cpu_of_children,
    program::found,
    results::{Build, Compiled, Note, Results, merge},
    say,
    workspace::Workspace,
};

/// Builds each bot, and calls `save` after each, because it takes long.
pub fn run(
    plan: &Plan,
    workspace: &Workspace,
    stamp: &Stamp,
    results: &mut Results,
    save: impl Fn(&Results) -> Result<()>,
) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    // Builds are measured offline.
    let fetched = workspace.cargo("fetch").arg("--quiet").stdin(Stdio::null()).status()?;
    if !fetched.success() {
        notes.push(Note::new("cargo", "not all crates could be fetched before the builds"));
    }
    for peer in PEERS.iter().filter(|peer| plan.wants(peer.name)) {
        let mut rows = Vec::new();
        for (package, name) in peer.echo {
            let Some(folder) = workspace.package(package) else {
                let text = format!("skipped: {package} is not a member of the workspace");
                notes.push(Note::new(peer.name, text));
                continue;
            };
            say(&format!("building {package} from nothing, twice"));
            let bot = Bot { workspace, package, folder, samples: if plan.quick { 1 } else { 3 } };
            let (by, case) = (peer.name.to_owned(), (*name).to_owned());
            match bot.measure(by, case, stamp.clone()) {
                Ok(row) => rows.push(row),
                Err(error) => notes.push(Note::new(peer.name, format!("{package}: {error}"))),
            }
        }
        if !rows.is_empty() {
            merge(&mut results.w4, rows);
            save(results)?;
        }
    }
    if !found("strip") {
        notes.push(Note::new("strip", "strip was not found, so programs have their symbols"));
    }
    Ok(notes)
}

struct Bot<'a> {
    workspace: &'a Workspace,
    package: &'a str,
    folder: &'a Path,
    samples: u32,
}

impl Bot<'_> {
    fn measure(&self, by: String, case: String, stamp: Stamp) -> Result<Compiled> {
        let crates = self.crates()?;
        let (dev, _) = self.profile(&[], "debug")?;
        let (release, stripped) = self.profile(&["--release"], "release")?;
        Ok(Compiled { by, case, crates, dev, release, stripped, stamp })
    }

    /// Builds into a new target directory, which is removed afterwards.
    fn profile(&self, arguments: &[&str], name: &str) -> Result<(Build, Option<u64>)> {
        let target = tempfile::tempdir_in(&self.workspace.target)?;
        let before = cpu_of_children()?;
        let wall = self.build(target.path(), arguments)?;
        let cpu = cpu_of_children()? - before;
        let program = target.path().join(name).join(self.package);
        let mut touched = Vec::new();
        for _ in 0..self.samples {
            self.touch()?;
            touched.push(self.build(target.path(), arguments)?);
        }
        let size = fs::metadata(&program)?.len();
        let stripped = stripped(&program, &target.path().join("stripped"));
        Ok((Build { cpu, wall, touched, program: size }, stripped))
    }

    /// Wall-clock seconds.
    fn build(&self, target: &Path, arguments: &[&str]) -> Result<f64> {
        let mut command = self.workspace.cargo("build");
        command.args(["--offline", "--quiet", "-j2", "-p", self.package, "--target-dir"]);
        command.arg(target).args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        let began = Instant::now();
        let output = command.output()?;
        if output.status.success() {
            return Ok(began.elapsed().as_secs_f64());
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let error = stderr.lines().find(|line| line.starts_with("error"));
        Err(error.unwrap_or("it does not build").into())
    }

    fn touch(&self) -> Result<()> {
        let status = Command::new("touch").arg(self.folder.join("src/main.rs")).status()?;
        if status.success() { Ok(()) } else { Err("cannot touch main.rs".into()) }
    }

    /// The number of crates, including the bot and those of build scripts.
    fn crates(&self) -> Result<usize> {
        let mut command = self.workspace.cargo("tree");
        command.args(["--offline", "-e", "normal,build", "--prefix", "none"]);
        command.args(["--target", "x86_64-unknown-linux-gnu", "-p", self.package]);
        let output = command.output()?;
        match output.status.success() {
            true => Ok(unique(&String::from_utf8(output.stdout)?)),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().into()),
        }
    }
}

/// The number of distinct lines, without the mark of repetitions.
fn unique(tree: &str) -> usize {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    lines.filter(|line| !line.is_empty()).collect::<BTreeSet<_>>().len()
}

fn stripped(program: &Path, copy: &Path) -> Option<u64> {
    let words: [&OsStr; 3] = ["-o".as_ref(), copy.as_ref(), program.as_ref()];
    let status = Command::new("strip").args(words).status().ok()?;
    status.success().then(|| fs::metadata(copy).ok()).flatten().map(|file| file.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_crate_counts_once() {
        let tree = "echo v0.1.0\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\n\
                    serde v1.0.0 (*)\nserde v1.0.0\n\n";
        assert_eq!(super::unique(tree), 3);
    }
}
