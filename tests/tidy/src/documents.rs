//! Rules about the documents.

use std::collections::BTreeSet;

use crate::{
    fences::fences,
    repository::{self, File},
    source::{in_word, line_of, words},
    violation::{Violation, expect_none},
    workspace::packages,
};

const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";

#[test]
fn every_example_in_the_docs_is_built() {
    let files = repository::files().iter();
    let files = files.filter(|file| file.is_rust() || file.has_extension("md"));
    expect_none(files.flat_map(|file| {
        let ignored = fences(file).into_iter().filter(|fence| {
            let mut tags = fence.info.split(|c: char| c == ',' || c.is_whitespace());
            tags.any(|tag| tag == "ignore" || tag.starts_with("ignore-"))
        });
        ignored.map(|fence| {
            let remedy = "make it run; `no_run` if it needs the network, `text` if it is not Rust";
            Violation::new(&file.path, fence.line, "an example that is never built", remedy)
        })
    }));
}

#[test]
fn the_architecture_names_every_package() {
    let page = page(ARCHITECTURE);
    let crates = package_names(&page.text);
    let missing = packages().iter().filter(|package| {
        let as_word = words(&page.text, &package.name).next().is_some();
        // As a word, `chappe` also occurs in `chappe-core`.
        let as_crate = crates.iter().any(|(_, name)| *name == package.name);
        !(if package.is_crate() { as_crate } else { as_word })
    });
    expect_none(missing.map(|package| {
        let fault = format!("`{}` is not named", package.path());
        Violation::new(ARCHITECTURE, 1, fault, "add it to the section on crates")
    }));
}

#[test]
fn the_architecture_names_no_package_that_does_not_exist() {
    let page = page(ARCHITECTURE);
    let known: BTreeSet<&str> = packages().iter().map(|package| &*package.name).collect();
    let named = package_names(&page.text);
    expect_none(named.into_iter().filter(|(_, name)| !known.contains(&**name)).map(
        |(at, name)| {
            let fault = format!("there is no package `{name}`");
            Violation::new(
                ARCHITECTURE,
                line_of(&page.text, at),
                fault,
                "use the name of an existing package",
            )
        },
    ));
}

#[test]
fn the_changelog_has_an_unreleased_section() {
    let page = page("CHANGELOG.md");
    let found = page.text.lines().any(|line| line.starts_with("## [Unreleased]"));
    let fault = "there is no section for unreleased changes";
    let remedy = "write `## [Unreleased]` above the latest release";
    expect_none((!found).then(|| Violation::new(&page.path, 1, fault, remedy)));
}

#[test]
fn the_readme_begins_with_one_command_to_run_and_one_to_test() {
    let page = page("README.md");
    let mut blocks = fences(page).into_iter().filter(|fence| fence.info == "sh");
    let run = blocks.next().is_some_and(|fence| fence.body.contains("cargo run"));
    let test = blocks.next().is_some_and(|fence| fence.body.contains("cargo test --workspace"));
    let violation = |fault| {
        let remedy =
            "the first `sh` block runs the main job, the second is `cargo test --workspace`";
        Violation::new(&page.path, 1, fault, remedy)
    };
    let run = (!run).then(|| violation("the first `sh` block has no `cargo run`"));
    let test = (!test).then(|| violation("the second `sh` block does not run all tests"));
    expect_none(run.into_iter().chain(test));
}

#[track_caller]
fn page(path: &str) -> &'static File {
    let Some(file) = repository::file(path) else {
        panic!("\n{path}:1: the document is missing: write it\n")
    };
    file
}

/// The packages that a text names, with their positions: the words that begin with
/// `chappe`, and the folders of `crates/`, `examples/` and `tests/`.
fn package_names(text: &str) -> Vec<(usize, String)> {
    let in_name = |byte: u8| in_word(byte) || byte == b'-';
    let name_at = |at: usize| {
        let length = text[at..].bytes().take_while(|&byte| in_name(byte)).count();
        text[at..at + length].trim_end_matches('-')
    };
    let crates = text.match_indices("chappe").map(|(at, _)| at);
    let crates = crates.filter(|&at| at == 0 || !in_name(text.as_bytes()[at - 1]));
    let crates = crates.map(|at| (at, name_at(at).replace('_', "-")));
    let folders = ["crates/", "examples/", "tests/"].into_iter();
    let folders = folders.flat_map(|parent| {
        let places = text.match_indices(parent).map(|(at, _)| at);
        // `src/tests/` of some crate is not the folder of the root.
        let places = places.filter(|&at| at == 0 || !b"/".contains(&text.as_bytes()[at - 1]));
        places.map(move |at| (at, name_at(at + parent.len()).to_owned()))
    });
    crates.chain(folders.filter(|(_, name)| !name.is_empty())).collect()
}

#[test]
fn packages_are_named_by_crate_by_path_and_by_folder() {
    let text = "`chappe_core::Request`, chappe-types - and examples/a_b, tests/ or `crates/*`.";
    let names: Vec<String> = package_names(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["chappe-core", "chappe-types", "a_b"]);
}
