//! The rule that `lib.rs` and `mod.rs` hold no logic.

use std::ops::Range;

use crate::{
    items::{Item, items},
    repository::{self, File},
    source::line_of,
    violation::{Violation, expect_none},
    workspace::packages,
};

#[test]
fn lib_and_mod_files_hold_docs_modules_and_reexports_only() {
    // The one file of an example is its `lib.rs`.
    let roots = repository::rust_files()
        .filter(|file| matches!(file.name(), "lib.rs" | "mod.rs"))
        .filter(|file| !file.path.starts_with("examples/"));
    expect_none(roots.filter_map(violation));
}

/// One violation per file, at the first item that should be elsewhere.
fn violation(file: &File) -> Option<Violation> {
    let code = file.source().code();
    let mut logic = Vec::new();
    find_logic(&code, 0..code.len(), &mut logic);
    logic.retain(|item| !(is_macro_root(file) && is_macro_entry(&code, item)));
    let first = logic.first()?;
    let line = line_of(&code, first.attributes.end);
    let fault = format!("more than docs, `mod` and `use`: `{} {}`", first.keyword, first.name);
    let remedy = "move it to a file that is named after its purpose";
    Some(Violation::new(&file.path, line, fault, remedy))
}

/// Adds the items that are neither modules nor imports, in inline modules too.
fn find_logic(code: &str, part: Range<usize>, logic: &mut Vec<Item>) {
    for item in items(code, part) {
        match (&*item.keyword, &item.body) {
            ("mod", Some(body)) => find_logic(code, body.clone(), logic),
            ("mod" | "use" | "extern", None) => {}
            _ => logic.push(item),
        }
    }
}

/// Returns whether the file is the root of a macro crate, which must hold the macros.
fn is_macro_root(file: &File) -> bool {
    let targets = packages().iter().flat_map(|package| &package.targets);
    targets
        .filter(|target| target.kind == "proc-macro")
        .any(|target| repository::relative(&target.root) == file.path)
}

/// Returns whether an item is a macro's function that only calls a function of a module.
fn is_macro_entry(code: &str, item: &Item) -> bool {
    let delegates = item.body.clone().is_some_and(|body| !code[body].contains(';'));
    code[item.attributes.clone()].contains("proc_macro") && delegates
}

#[test]
fn logic_is_found_beside_modules_and_inside_them() {
    let line = |text: &str| {
        let file = File { path: "src/lib.rs".to_owned(), text: text.to_owned() };
        violation(&file).map(|violation| violation.line())
    };
    assert_eq!(
        line("//! Docs.\nmod a;\npub use a::{B, c};\nmod d {\n    pub use e::F;\n}\n"),
        None
    );
    assert_eq!(line("mod a;\nmod inner {\n    fn d() {}\n}\n"), Some(3));
    assert_eq!(line("mod a;\n#[derive(Clone)]\nstruct E;\n"), Some(3));
}
