//! Rules about how long a file is and how it is called.

use crate::{
    complaint::{Complaint, expect_none},
    items::items,
    repository::{self, File},
};

/// As many lines as a file may have, its `mod tests` aside.
const MOST_LINES: usize = 600;

/// Names that say nothing of what is inside.
const NAMELESS: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

#[test]
fn hand_written_files_stay_short_enough_to_be_read() {
    let written = repository::rust_files().filter(|file| !file.path.contains("/generated/"));
    let long = written.map(|file| (file, lines_without_tests(file)));
    expect_none(long.filter(|(_, lines)| *lines > MOST_LINES).map(|(file, lines)| {
        let fault = format!("{lines} lines without `mod tests`, over {MOST_LINES}");
        Complaint::new(&file.path, MOST_LINES, fault, "give each of its ideas a file")
    }));
}

#[test]
fn no_file_or_folder_is_a_box_for_what_has_no_name() {
    let nameless = repository::rust_files().filter(|file| {
        let parts = file.path.trim_end_matches(".rs").split('/');
        parts.into_iter().any(|part| NAMELESS.contains(&part))
    });
    expect_none(nameless.map(|file| {
        let fault = "the name says nothing of what is inside";
        Complaint::new(&file.path, 1, fault, "put each function where its noun lives")
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
fn the_tests_of_a_file_do_not_count() {
    let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
    let file = File { path: "a.rs".to_owned(), text: text.to_owned() };
    assert_eq!(lines_without_tests(&file), 2);
}
