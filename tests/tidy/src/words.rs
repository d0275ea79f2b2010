//! Rules about words that are not used.

use crate::{
    fences::fences,
    repository::{self, File},
    source::{Source, in_word, line_of, words},
    violation::{Violation, expect_none},
};

/// Notes about unfinished work. (In pieces, so that the rule does not match this file.)
const NOTES: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Prefixes of paths that exist on one machine only.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

#[test]
fn there_are_no_notes_about_unfinished_work() {
    expect_none(repository::files().iter().flat_map(|file| {
        let notes = NOTES.iter().flat_map(|note| words(&file.text, note));
        notes.map(|at| {
            let line = line_of(&file.text, at);
            Violation::new(
                &file.path,
                line,
                "a note about unfinished work",
                "do it now, or open an issue",
            )
        })
    }));
}

#[test]
fn there_are_no_absolute_paths_of_one_machine() {
    expect_none(repository::files().iter().flat_map(|file| {
        let places = MACHINE_PATHS.iter().flat_map(|path| file.text.match_indices(path));
        // `https://host/home/` and `docs/work/` are no machine's paths.
        let absolute = places.filter(|(at, _)| {
            !at.checked_sub(1).is_some_and(|before| {
                let before = file.text.as_bytes()[before];
                in_word(before) || matches!(before, b'.' | b'-' | b'~' | b'}' | b'/')
            })
        });
        absolute.map(|(at, _)| {
            let line = line_of(&file.text, at);
            let remedy = "write a path from the repository's root";
            Violation::new(&file.path, line, "a path of one machine", remedy)
        })
    }));
}

#[test]
fn comments_and_documents_have_no_issue_numbers() {
    expect_none(repository::files().iter().flat_map(|file| {
        let text = prose(file).unwrap_or_default();
        let violation = |at| {
            let remedy = "describe the issue here";
            Violation::new(&file.path, line_of(&text, at), "the number of an issue", remedy)
        };
        issue_numbers(&text).into_iter().map(violation).collect::<Vec<_>>()
    }));
}

/// The prose of a file: the comments of Rust source, the whole text of a document, and only the
/// comments of Rust examples in either.
pub(crate) fn prose(file: &File) -> Option<String> {
    let is_document = ["md", "toml", "yml"].iter().any(|extension| file.has_extension(extension));
    let text = if file.is_rust() {
        file.source().comments()
    } else if is_document || file.path.starts_with(".ci/") {
        file.text.clone()
    } else {
        return None;
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for example in fences(file).iter().filter(|fence| fence.is_rust(file)) {
        let comments = Source::new(&example.body).comments();
        for (line, comment) in lines[example.line..].iter_mut().zip(comments.lines()) {
            comment.clone_into(line);
        }
    }
    Some(lines.join("\n"))
}

/// The positions of issue numbers, after `#` or the word. Issues of other projects, as in
/// `owner/name#12`, are allowed.
fn issue_numbers(text: &str) -> Vec<usize> {
    let marked = text.match_indices('#').map(|(at, _)| at).filter(|&at| {
        let before = text[..at].bytes().next_back().unwrap_or(b' ');
        (before.is_ascii_whitespace() || before == b'(') && begins_with_number(&text[at + 1..])
    });
    let in_words = ["issue", "issues", "Issue", "Issues"].into_iter();
    let in_words = in_words.flat_map(|word| words(text, word).map(move |at| (at, at + word.len())));
    let in_words =
        in_words.filter(|(_, end)| text[*end..].strip_prefix(' ').is_some_and(begins_with_number));
    marked.chain(in_words.map(|(at, _)| at)).collect()
}

fn begins_with_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.as_bytes().get(digits);
    digits > 0 && !after.is_some_and(|&byte| in_word(byte) || byte == b'-')
}

#[test]
fn issue_numbers_are_distinguished_from_headings_and_other_projects() {
    let text = "see #12, (#3), issue 4; # 5 tower-rs/tower#6 [x](#7-seven) issues: 8 r#1 #9a";
    let mut found = issue_numbers(text);
    found.sort_unstable();
    assert_eq!(found, [4, 10, 15]);
}

#[test]
fn numbers_in_the_strings_of_an_example_are_not_issues() {
    let text = "/// Like #1.\n/// ```\n/// let a = \"order #2\"; // as in #3\n/// ```\n/// #4\n\
        let b = \" #5\";\n/// ```text\n/// #6\n/// ```\n";
    let file = File { path: "a.rs".to_owned(), text: text.to_owned() };
    let prose = prose(&file).unwrap_or_default();
    let lines: Vec<usize> = issue_numbers(&prose).iter().map(|&at| line_of(&prose, at)).collect();
    assert_eq!(lines, [1, 3, 5, 8]);
}
