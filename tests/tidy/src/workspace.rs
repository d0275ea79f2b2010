//! The packages of the workspace, from `cargo metadata`.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;

use crate::repository;

/// A package of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its dependencies within the workspace.
    pub(crate) dependencies: Vec<Dependency>,
    /// Its targets.
    pub(crate) targets: Vec<Target>,
}

/// A dependency on a package of the workspace.
#[derive(Debug)]
pub(crate) struct Dependency {
    /// The package.
    pub(crate) name: String,
    /// Whether it is a dev-dependency.
    pub(crate) dev: bool,
}

/// A library, binary, test, …
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: String,
    /// `lib`, `proc-macro`, `bin`, `test`, …
    pub(crate) kind: String,
    /// The root file.
    pub(crate) root: PathBuf,
}

impl Package {
    /// The folder from the repository's root.
    pub(crate) fn path(&self) -> String {
        repository::relative(&self.folder)
    }

    /// The manifest from the repository's root.
    pub(crate) fn manifest(&self) -> String {
        format!("{}/Cargo.toml", self.path())
    }

    /// The line of the manifest that begins with a word; the first line if there is none.
    pub(crate) fn line_of(&self, word: &str) -> usize {
        let manifest = repository::file(&self.manifest()).map_or("", |file| &file.text);
        let begins = |line: &str| {
            line.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', ' ', '=', ']']))
        };
        manifest.lines().position(begins).map_or(1, |before| before + 1)
    }

    /// Returns whether it is one of the crates that users depend on.
    pub(crate) fn is_crate(&self) -> bool {
        self.path().starts_with("crates/")
    }
}

/// All packages of the workspace.
pub(crate) fn packages() -> &'static [Package] {
    static PACKAGES: OnceLock<Vec<Package>> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
            .current_dir(repository::root())
            .output()
            .expect("cargo can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
        list(&metadata["packages"]).map(package).collect()
    })
}

/// The package of that name.
pub(crate) fn package_named(name: &str) -> Option<&'static Package> {
    packages().iter().find(|package| package.name == name)
}

fn package(json: &Value) -> Package {
    let manifest = Path::new(text(&json["manifest_path"]));
    let local = list(&json["dependencies"]).filter(|dependency| dependency["path"].is_string());
    Package {
        name: text(&json["name"]).to_owned(),
        folder: manifest.parent().expect("a manifest is in a folder").to_owned(),
        dependencies: local
            .map(|dependency| Dependency {
                name: text(&dependency["name"]).to_owned(),
                dev: dependency["kind"] == "dev",
            })
            .collect(),
        targets: list(&json["targets"])
            .map(|target| Target {
                name: text(&target["name"]).to_owned(),
                kind: text(&target["kind"][0]).to_owned(),
                root: text(&target["src_path"]).into(),
            })
            .collect(),
    }
}

fn list(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().expect("a list in cargo's metadata").iter()
}

fn text(json: &Value) -> &str {
    json.as_str().expect("a text in cargo's metadata")
}

#[test]
fn this_package_is_found() {
    let tidy = package_named("tidy").expect("tidy is a member");
    let targets: Vec<_> =
        tidy.targets.iter().map(|target| (&*target.kind, &*target.name)).collect();
    assert_eq!((tidy.path(), targets), ("tests/tidy".to_owned(), vec![("lib", "tidy")]));
}
