//! The fenced blocks of a page.

/// A fenced block of Markdown.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line of its opening fence, counted from 1.
    pub(crate) line: usize,
    /// The language: the part of the info string before its first comma.
    pub(crate) language: String,
    pub(crate) text: String,
}

impl Block {
    /// Returns whether a line is hidden by rustdoc.
    pub(crate) fn has_hidden_lines(&self) -> bool {
        self.text.lines().map(str::trim_start).any(|line| line == "#" || line.starts_with("# "))
    }

    /// Returns whether it is a program.
    pub(crate) fn is_program(&self) -> bool {
        self.text.contains("fn main()")
    }

    /// Returns whether it is a module of tests, for the end of a program.
    pub(crate) fn is_module_of_tests(&self) -> bool {
        self.text.starts_with("#[cfg(test)]\nmod ")
    }

    /// The number of its tests.
    pub(crate) fn tests(&self) -> usize {
        self.text.matches("#[tokio::test]").count()
    }
}

/// The blocks of a Markdown page in one language.
pub(crate) fn blocks(page: &str, language: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in (1..).zip(page.lines()) {
        match (text.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let language = info.split(',').next().unwrap_or_default().to_owned();
                open = Some(Block { line, language, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(text);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks.retain(|block| block.language == language);
    blocks
}

/// The documentation of a crate, with the language of its Rust blocks filled in.
pub(crate) fn front_page(source: &str) -> String {
    let mut page = String::new();
    let mut is_open = false;
    for line in source.lines().map_while(|line| line.strip_prefix("//!")) {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let implicit = matches!(line, "```" | "```no_run");
        page.push_str(if implicit && !is_open { "```rust" } else { line });
        page.push('\n');
        is_open ^= line.starts_with("```");
    }
    page
}

#[test]
fn blocks_have_their_line_language_and_text() {
    let page = "a\n```toml\nb\n```\n```rust,no_run\n# c\nd\n```\n";
    let block = Block { line: 5, language: "rust".to_owned(), text: "# c\nd\n".to_owned() };
    assert!(block.has_hidden_lines());
    assert_eq!(blocks(page, "rust"), [block]);
}

#[test]
fn a_front_page_ends_with_the_documentation_of_its_crate() {
    let source = "//! A.\n//!\n//! ```no_run\n//! b();\n//! ```\n\n//! c\n";
    assert_eq!(front_page(source), "A.\n\n```rust\nb();\n```\n");
}
