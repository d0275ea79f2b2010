//! The rule that each file belongs to a target.

use std::{
    collections::BTreeSet,
    ops::Range,
    path::{Path, PathBuf},
};

use crate::{
    items::{Item, items},
    repository::{self, File},
    violation::{Violation, expect_none},
    workspace::packages,
};

#[test]
fn every_rust_file_is_reached_from_a_target() {
    let mut tree = Tree::default();
    for package in packages() {
        for target in &package.targets {
            tree.visit(&repository::relative(&target.root), true, &package.path());
        }
    }
    // Benchmarks and clients of others are workspaces of their own.
    let foreign = ["benches/", "crates/chappe-emulator/clients/rust/"];
    let is_ours = |file: &&File| !foreign.iter().any(|folder| file.path.starts_with(folder));
    let ours = repository::rust_files().filter(is_ours);
    let lost = ours.filter(|file| !tree.reached.contains(&file.path));
    expect_none(lost.map(|file| {
        let fault = "the file belongs to no target, so it is never built";
        Violation::new(&file.path, 1, fault, "add a `mod` line, or remove it")
    }));
}

/// The files found so far.
#[derive(Default)]
struct Tree {
    reached: BTreeSet<String>,
}

impl Tree {
    /// Adds a file, its modules and the files that its strings name.
    fn visit(&mut self, path: &str, is_root: bool, package: &str) {
        let Some(file) = repository::file(path) else { return };
        if !self.reached.insert(path.to_owned()) {
            return;
        }
        for module in modules(file, is_root) {
            let found = module.into_iter().find(|path| repository::file(path).is_some());
            if let Some(path) = found {
                self.visit(&path, false, package);
            }
        }
        // `include!("a.rs")`, `cases.compile_fail("tests/ui/*.rs")`
        for pattern in file.source().strings() {
            if Path::new(pattern).extension().is_some_and(|extension| extension == "rs") {
                self.reached.extend(named(&folder_of(path).join(pattern)));
                self.reached.extend(named(&Path::new(package).join(pattern)));
            }
        }
    }
}

/// For each `mod` line of a file, the possible paths of its module.
fn modules(file: &File, is_root: bool) -> Vec<Vec<String>> {
    let code = file.source().code();
    let folder = folder_of(&file.path);
    let inside = match file.name().trim_end_matches(".rs") {
        "mod" => folder.clone(),
        _ if is_root => folder.clone(),
        stem => folder.join(stem),
    };
    let mut found = Vec::new();
    collect(file, &code, 0..code.len(), &folder, &inside, &mut found);
    found
}

fn collect(
    file: &File,
    code: &str,
    part: Range<usize>,
    folder: &Path,
    inside: &Path,
    found: &mut Vec<Vec<String>>,
) {
    for item in items(code, part).into_iter().filter(|item| item.keyword == "mod") {
        let below = inside.join(&item.name);
        if let Some(body) = item.body {
            collect(file, code, body, &below, &below, found);
        } else if let Some(path) = explicit_path(file, &item) {
            found.push(vec![plain(&folder.join(path))]);
        } else {
            found.push(vec![plain(&below.with_extension("rs")), plain(&below.join("mod.rs"))]);
        }
    }
}

/// The path in `#[path = "…"]`.
pub(crate) fn explicit_path<'f>(file: &'f File, item: &Item) -> Option<&'f str> {
    let attributes = &file.text[item.attributes.clone()];
    let (_, after) = attributes.split_once("path = \"")?;
    after.split('"').next()
}

/// The files of the repository that a path names, which may have a `*`.
fn named(pattern: &Path) -> impl Iterator<Item = String> {
    let pattern = plain(pattern);
    let matches = move |path: &str| match pattern.split_once('*') {
        Some((start, end)) => {
            let middle = path.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
            middle.is_some_and(|middle| !middle.contains('/'))
        }
        None => path == pattern,
    };
    let paths = repository::rust_files().map(|file| file.path.clone());
    paths.filter(move |path| matches(path))
}

pub(crate) fn folder_of(path: &str) -> PathBuf {
    Path::new(path).parent().unwrap_or(Path::new("")).to_owned()
}

/// A path with `/` and without `..`.
pub(crate) fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path {
        match &*part.to_string_lossy() {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part.to_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn modules_have_the_paths_that_the_compiler_tries() {
    let text = "mod a;\nmod b {\n    mod c;\n}\n#[path = \"../d.rs\"]\nmod e;\n// mod f;\n";
    let file = |path: &str| File { path: path.to_owned(), text: text.to_owned() };
    let paths = |file: File, is_root| modules(&file, is_root).concat();
    assert_eq!(
        paths(file("x/src/lib.rs"), true),
        ["x/src/a.rs", "x/src/a/mod.rs", "x/src/b/c.rs", "x/src/b/c/mod.rs", "x/d.rs"]
    );
    assert_eq!(
        paths(file("x/src/y.rs"), false),
        ["x/src/y/a.rs", "x/src/y/a/mod.rs", "x/src/y/b/c.rs", "x/src/y/b/c/mod.rs", "x/d.rs"]
    );
}
