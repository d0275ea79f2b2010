//! Peers that are scripts, each with its dependencies in a directory.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Result, program::found, say, workspace::Workspace};

/// aiogram in a virtual environment.
pub fn python(workspace: &Workspace) -> Result<Vec<OsString>> {
    require("python3")?;
    let source = workspace.root.join("scripts/aiogram");
    let folder = folder(workspace, "aiogram")?;
    let python = folder.join("venv/bin/python");
    let requirements = source.join("requirements.txt");
    once(&folder, &requirements, || {
        done(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("venv")))?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        done(pip.arg(&requirements))
    })?;
    Ok(vec![python.into(), source.join("bench.py").into()])
}

/// grammY with its `node_modules`.
pub fn node(workspace: &Workspace) -> Result<Vec<OsString>> {
    require("node")?;
    require("npm")?;
    let source = workspace.root.join("scripts/grammy");
    let folder = folder(workspace, "grammy")?;
    for file in ["package.json", "package-lock.json", "bench.mjs"] {
        fs::copy(source.join(file), folder.join(file))?;
    }
    once(&folder, &source.join("package-lock.json"), || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]);
        done(npm.current_dir(&folder))
    })?;
    Ok(vec!["node".into(), folder.join("bench.mjs").into()])
}

fn require(tool: &str) -> Result<()> {
    if found(tool) { Ok(()) } else { Err(format!("{tool} was not found").into()) }
}

fn folder(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let folder = workspace.target.join("scripts").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Installs the dependencies, unless the same list is installed.
fn once(folder: &Path, list: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let (wanted, stamp) = (fs::read(list)?, folder.join("installed"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say(&format!("installing into {}", folder.display()));
    install()?;
    Ok(fs::write(stamp, wanted)?)
}

fn done(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr);
    Err(output.trim().lines().last().unwrap_or("it failed").into())
}
