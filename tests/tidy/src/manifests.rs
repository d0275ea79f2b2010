//! Rules about the packages and their manifests.

use crate::{
    repository,
    violation::{Violation, expect_none},
    workspace::{Package, packages},
};

/// The crates that must build with the oldest supported compiler.
const WITH_AN_MSRV: &[&str] =
    &["chappe-types", "chappe-core", "chappe-macros", "chappe-client", "chappe-webhook", "chappe"];

#[test]
fn every_package_inherits_the_lints_of_the_workspace() {
    let without = packages().iter().filter(|package| {
        !sets(&manifest(package), "lints", "workspace=true")
            && !sets(&manifest(package), "", "lints.workspace=true")
    });
    expect_none(without.map(|package| {
        let fault = "the package does not inherit the lints";
        Violation::new(
            &package.manifest(),
            package.line_of("[lints"),
            fault,
            "write `[lints]` and `workspace = true`",
        )
    }));
}

#[test]
fn the_workspace_forbids_unsafe_code() {
    let path = "Cargo.toml";
    let manifest = &repository::file(path).expect("the root has a manifest").text;
    let forbidden = sets(manifest, "workspace.lints.rust", "unsafe_code=\"forbid\"");
    let fault = "unsafe code is not forbidden";
    let remedy = "write `unsafe_code = \"forbid\"` under `[workspace.lints.rust]`";
    expect_none((!forbidden).then(|| Violation::new(path, 1, fault, remedy)));
}

#[test]
fn the_crates_with_an_msrv_inherit_it() {
    let held = packages().iter().filter(|package| WITH_AN_MSRV.contains(&&*package.name));
    let without =
        held.filter(|package| !sets(&manifest(package), "package", "rust-version.workspace=true"));
    expect_none(without.map(|package| {
        let fault = "the crate has no `rust-version`";
        let remedy = "write `rust-version.workspace = true` under `[package]`";
        Violation::new(&package.manifest(), package.line_of("rust-version"), fault, remedy)
    }));
}

#[test]
fn packages_and_binaries_are_named_after_their_folder() {
    expect_none(packages().iter().flat_map(|package| {
        let folder = package.folder.file_name().unwrap_or_default().to_string_lossy();
        let targets = package.targets.iter().filter_map(|target| match &*target.kind {
            "bin" => Some((&target.name, folder.to_string())),
            "lib" | "proc-macro" => Some((&target.name, folder.replace('-', "_"))),
            _ => None,
        });
        let names = targets.chain([(&package.name, folder.to_string())]);
        let wrong = names.filter(|(name, wanted)| *name != wanted).map(|(name, wanted)| {
            let fault = format!("`{name}` should be `{wanted}`");
            Violation::new(
                &package.manifest(),
                package.line_of("name"),
                fault,
                "name it after the package's folder",
            )
        });
        wrong.collect::<Vec<_>>()
    }));
}

fn manifest(package: &Package) -> String {
    let file = repository::file(&package.manifest()).expect("a package has a manifest");
    file.text.clone()
}

/// Returns whether a table of a manifest has a line; ignores spaces and comments.
fn sets(manifest: &str, table: &str, wanted: &str) -> bool {
    let mut current = String::new();
    manifest.lines().any(|line| {
        let line = line.split(" #").next().unwrap_or_default();
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut current);
        }
        current == table && line == wanted
    })
}

#[test]
fn a_setting_counts_only_in_its_own_table() {
    let manifest = "[package]\nname = \"a\" # so\n[lints]\nworkspace = true\n";
    assert!(sets(manifest, "package", "name=\"a\""));
    assert!(sets(manifest, "lints", "workspace=true"));
    assert!(!sets(manifest, "package", "workspace=true"));
}
