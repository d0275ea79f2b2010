//! The packages of the workspace, and their builds.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use crate::{Result, say};

/// The workspace of the benchmarks.
#[derive(Debug)]
pub struct Workspace {
    /// Its directory.
    pub root: PathBuf,
    /// Its target directory.
    pub target: PathBuf,
    /// The directories of its packages.
    packages: BTreeMap<String, PathBuf>,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}

impl Workspace {
    /// Runs `cargo metadata`.
    pub fn read() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let mut command = cargo("metadata", &manifest);
        let output = command.args(["--no-deps", "--format-version", "1"]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        let folder = |path: PathBuf| path.parent().map(Path::to_owned).unwrap_or_default();
        let packages = metadata
            .packages
            .into_iter()
            .map(|package| (package.name, folder(package.manifest_path)));
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
            packages: packages.collect(),
        })
    }

    /// The repository.
    pub fn repository(&self) -> &Path {
        self.root.parent().unwrap_or(&self.root)
    }

    /// The directory of a package, if it is a member.
    pub fn package(&self, name: &str) -> Option<&Path> {
        self.packages.get(name).map(PathBuf::as_path)
    }

    /// A cargo command in this workspace.
    pub fn cargo(&self, command: &str) -> Command {
        cargo(command, &self.root.join("Cargo.toml"))
    }

    /// Builds a package alone, so that its features are not unified with those of others.
    /// Returns the path of its program.
    pub fn build(&self, package: &str) -> Result<PathBuf> {
        say(&format!("building {package}"));
        let status = self
            .cargo("build")
            .args(["--release", "--quiet", "-p", package])
            .stdin(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("{package} does not build").into());
        }
        Ok(self.target.join("release").join(package))
    }
}

fn cargo(command: &str, manifest: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(program);
    cargo.arg(command).arg("--manifest-path").arg(manifest);
    cargo
}
