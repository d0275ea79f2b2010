//! The fenced blocks of Markdown and of documentation comments.

use crate::repository::File;

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The line of the opening fence, counted from 1.
    pub(crate) line: usize,
    /// The info string of the opening fence: the language and its attributes.
    pub(crate) info: String,
    /// The lines between the fences.
    pub(crate) body: String,
}

impl Fence {
    /// Returns whether it is Rust, which is the default in documentation comments.
    pub(crate) fn is_rust(&self, file: &File) -> bool {
        let mut tags = self.info.split(|c: char| c == ',' || c.is_whitespace());
        let implicit = |tag: &str| matches!(tag, "" | "compile_fail" | "no_run" | "should_panic");
        tags.clone().any(|tag| tag == "rust") || (file.is_rust() && tags.all(implicit))
    }
}

/// The blocks of a Markdown file, or of the documentation in a Rust file.
pub(crate) fn fences(file: &File) -> Vec<Fence> {
    let comments = file.is_rust().then(|| file.source().comments());
    let text = comments.as_deref().unwrap_or(&file.text);
    let lines = text.lines().map(|line| if file.is_rust() { documentation(line) } else { line });
    fences_of(lines)
}

fn fences_of<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (line, text) in (1..).zip(lines) {
        let mark = text.trim_start().strip_prefix("```");
        match (mark, &mut open) {
            (Some(info), None) => {
                let info = info.trim_start_matches('`').trim().to_owned();
                open = Some(Fence { line, info, body: String::new() });
            }
            (Some(_), Some(_)) => fences.extend(open.take()),
            (None, Some(fence)) => {
                fence.body.push_str(text);
                fence.body.push('\n');
            }
            (None, None) => {}
        }
    }
    fences.extend(open);
    fences
}

/// The text of a documentation line, empty for any other.
fn documentation(line: &str) -> &str {
    let line = line.trim_start();
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or_default()
}

#[test]
fn blocks_have_line_info_and_body() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let fence =
        |line, info: &str, body: &str| Fence { line, info: info.to_owned(), body: body.to_owned() };
    assert_eq!(
        fences(&file("a.md", "a\n```sh\none\ntwo\n```\n\n```\nthree\n")),
        [fence(2, "sh", "one\ntwo\n"), fence(7, "", "three\n")]
    );
    assert_eq!(
        fences(&file("a.rs", "//! ```rust,no_run\n//! x\n//! ```\nlet a = \"\n/// ```\";\n")),
        [fence(1, "rust,no_run", " x\n")]
    );
}
