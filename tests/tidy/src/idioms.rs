//! The rule that prose is plain technical English.

use crate::{
    repository::{self, File},
    source::{line_of, words},
    violation::{Violation, expect_none},
    words::prose,
};

/// Words that need a second reading in technical prose, and their replacements.
const IDIOMS: &[(&[&str], &str)] = &[
    (&["told"], "write `is passed`, `is notified`, `reports` or `distinguishes`"),
    (
        &["somebody", "Somebody", "nobody", "Nobody", "whoever", "Whoever"],
        "name the party: the caller, a user, a client; or write `no one`",
    ),
    (&["stands"], "write `is`, `is in`, `is documented`"),
    (&["anew"], "write `again`"),
    (&["at once", "At once"], "write `immediately` or `at the same time`"),
    (&["goes on", "go on"], "write `continues`"),
    (&["becomes of", "became of"], "write `the outcome of` or `the result of`"),
    (&["mend", "mends", "mended"], "write `fix`"),
    (
        &["lest", "none the less", "in vain", "be it"],
        "write `so that … not`, `still`, `unsuccessfully`, `whether`",
    ),
    (&["deed", "deeds"], "write `action`"),
];

/// Phrases that contain one of the words and are plain.
const PLAIN: &[&str] = &["stands for"];

#[test]
fn prose_is_plain_technical_english() {
    let files = repository::files().iter().filter(|file| is_ours(&file.path));
    expect_none(files.flat_map(violations));
}

/// Excludes texts that are generated from Telegram's documentation, and data.
fn is_ours(path: &str) -> bool {
    let foreign = ["schema/", "benches/data/"];
    let is_data = path.contains("/generated/") || path.contains("/scenarios/");
    !is_data && !foreign.iter().any(|folder| path.starts_with(folder))
}

fn violations(file: &File) -> Vec<Violation> {
    let text = prose(file).unwrap_or_default();
    let found = IDIOMS.iter().flat_map(|(idioms, remedy)| {
        let positions = idioms.iter().flat_map(|idiom| positions(&text, idiom));
        positions.map(move |(at, idiom)| (at, idiom, *remedy))
    });
    let violation = |(at, idiom, remedy)| {
        Violation::new(&file.path, line_of(&text, at), format!("the idiom “{idiom}”"), remedy)
    };
    found.map(violation).collect()
}

fn positions<'t>(text: &'t str, idiom: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let is_plain = |at: &usize| PLAIN.iter().any(|phrase| text[*at..].starts_with(phrase));
    words(text, idiom).filter(move |at| !is_plain(at)).map(move |at| (at, idiom))
}

#[test]
fn idioms_are_found_in_comments_and_documents_only() {
    let lines = |path: &str, text: &str| {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        let mut lines: Vec<usize> = violations(&file).iter().map(Violation::line).collect();
        lines.sort_unstable();
        lines
    };
    let source = "/// The caller is told.\nlet told = \"told\";\n// It stands here; this stands for that.\n\
        // untold, standstill\n/// ```\n/// let s = \"anew\"; // at once\n/// ```\n";
    assert_eq!(lines("a.rs", source), [1, 3, 6]);
    assert_eq!(lines("a.md", "It goes on.\n\nPlain.\n\nWhat became of it.\n"), [1, 5]);
    assert_eq!(lines("a.json", "told"), [0_usize; 0]);
}
