//! Rules about the length and the name of a file.

use crate::{
    items::items,
    repository::{self, File},
    violation::{Violation, expect_none},
};

/// The most lines that a file may have, not counting its `mod tests`.
const MOST_LINES: usize = 600;

/// Folders with a lower limit, which counts all lines of a file.
const SHORT: &[(&str, usize)] = &[("crates/chappe-emulator/src/", 400)];

/// Names that do not describe the contents.
const NAMELESS: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

#[test]
fn hand_written_files_are_short() {
    let written = repository::rust_files().filter(|file| !file.path.contains("/generated/"));
    let long = written.map(|file| (file, lines_without_tests(file)));
    expect_none(long.filter(|(_, lines)| *lines > MOST_LINES).map(|(file, lines)| {
        let fault = format!("{lines} lines without `mod tests`, over {MOST_LINES}");
        Violation::new(&file.path, MOST_LINES, fault, "split it into one file per purpose")
    }));
}

#[test]
fn files_of_some_folders_are_shorter() {
    expect_none(repository::rust_files().filter_map(too_long));
}

fn too_long(file: &File) -> Option<Violation> {
    let (_, most) = SHORT.iter().find(|(folder, _)| file.path.starts_with(folder))?;
    let lines = file.text.lines().count();
    let fault = || format!("{lines} lines, over {most}");
    let remedy = "split it into one file per purpose";
    (lines > *most).then(|| Violation::new(&file.path, *most, fault(), remedy))
}

#[test]
fn files_and_folders_have_descriptive_names() {
    let nameless = repository::rust_files().filter(|file| {
        let parts = file.path.trim_end_matches(".rs").split('/');
        parts.into_iter().any(|part| NAMELESS.contains(&part))
    });
    expect_none(nameless.map(|file| {
        let fault = "the name does not describe the contents";
        Violation::new(&file.path, 1, fault, "move each function to the module of its subject")
    }));
}

fn lines_without_tests(file: &File) -> usize {
    let code = file.source().code();
    let items = items(&code, 0..code.len()).into_iter();
    let tests = items.filter(|item| item.keyword == "mod" && item.name == "tests");
    let in_tests: usize = tests.map(|item| code[item.span].lines().count()).sum();
    file.text.lines().count() - in_tests
}

#[test]
fn the_lower_limit_is_that_of_the_folder() {
    let is_too_long = |path: &str, lines: usize| {
        let file = File { path: path.to_owned(), text: "\n".repeat(lines) };
        too_long(&file).is_some()
    };
    let found = [
        ("crates/chappe-emulator/src/a/b.rs", 400),
        ("crates/chappe-emulator/src/a.rs", 401),
        ("crates/chappe-types/src/a.rs", 401),
    ]
    .map(|(path, lines)| is_too_long(path, lines));
    assert_eq!(found, [false, true, false]);
}

#[test]
fn the_tests_of_a_file_do_not_count() {
    let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
    let file = File { path: "a.rs".to_owned(), text: text.to_owned() };
    assert_eq!(lines_without_tests(&file), 2);
}
