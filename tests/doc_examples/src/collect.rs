//! Finds the Rust examples in documentation comments.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// The crate whose examples run in its own tests.
const FACADE: &str = "chappe";

/// The Rust files of all crates below the facade, by path.
pub(crate) fn rust_files(crates: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in names(crates)? {
        visit(&crates.join(name).join("src"), &mut files)?;
    }
    files.sort();
    Ok(files)
}

/// The names of all crates below the facade.
fn names(crates: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(crates)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    names.remove(FACADE);
    Ok(names)
}

fn visit(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The examples in the documentation comments of a source file, as Markdown; `None` if there are
/// none. Each line is where rustdoc reports its number in the source file: one line lower.
pub(crate) fn examples(source: &str) -> Option<String> {
    let mut markdown = String::from("\n");
    let mut found = false;
    // Whether the code block that the line is part of is Rust; `None` outside of code blocks.
    let mut block: Option<bool> = None;
    for line in source.lines() {
        let text = documentation(line);
        let fence = text.and_then(|text| text.trim_start().strip_prefix("```"));
        let (kept, next) = match (block, fence) {
            (None, Some(info)) => (is_rust(info), Some(is_rust(info))),
            (None, None) => (false, None),
            // The end of the comment closes a block too.
            (Some(rust), fence) => (rust, (fence.is_none() && text.is_some()).then_some(rust)),
        };
        if kept {
            markdown.push_str(text.unwrap_or("```"));
        }
        markdown.push('\n');
        found |= kept;
        block = next;
    }
    found.then_some(markdown)
}

/// The text of a line of a documentation comment.
fn documentation(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// Whether rustdoc builds a block with that info string.
fn is_rust(info: &str) -> bool {
    let mut tags = info.trim().split(|c: char| c == ',' || c.is_whitespace());
    tags.clone().any(|tag| tag == "rust")
        || tags.all(|tag| {
            matches!(tag, "" | "compile_fail" | "ignore" | "no_run" | "should_panic")
                || tag.starts_with("edition")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_keeps_its_line_and_its_attributes() {
        let source =
            "//! Docs.\n//! ```no_run\n//! # fn a() {}\n//!\n//! a();\n//! ```\nfn b() {}\n";
        let markdown = "\n\n```no_run\n# fn a() {}\n\na();\n```\n\n";
        assert_eq!(examples(source).as_deref(), Some(markdown));
    }

    #[test]
    fn blocks_of_other_languages_and_prose_are_left_out() {
        let source = "/// A.\n/// ```text\n/// b\n/// ```\n/// ```\n/// c();\n/// ```\n/// D.\n";
        assert_eq!(examples(source).as_deref(), Some("\n\n\n\n\n```\nc();\n```\n\n"));
        assert_eq!(examples("/// ```json\n/// {}\n/// ```\nfn a() {}\n"), None);
    }

    #[test]
    fn an_example_ends_with_its_comment() {
        let source = "/// ```\n/// a();\nfn b() {}\n/// ```\n/// c();\n/// ```\n";
        assert_eq!(examples(source).as_deref(), Some("\n```\na();\n```\n```\nc();\n```\n"));
    }

    #[test]
    fn every_crate_has_examples() {
        let crates = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates"));
        let mut without: BTreeSet<String> = names(crates).unwrap();
        for file in rust_files(crates).unwrap() {
            if examples(&fs::read_to_string(&file).unwrap()).is_some() {
                let path = file.strip_prefix(crates).unwrap();
                without.remove(&*path.iter().next().unwrap().to_string_lossy());
            }
        }
        assert!(without.is_empty(), "no examples were found in {without:?}");
    }
}
