//! The rule about `lib.rs` and `mod.rs`: they show what is where, and do nothing.

use std::ops::Range;

use crate::{
    complaint::{Complaint, expect_none},
    items::{Item, items},
    repository::{self, File},
    source::line_of,
    workspace::packages,
};

#[test]
fn lib_and_mod_files_hold_docs_modules_and_reexports_only() {
    // The one file of an example is its `lib.rs`.
    let roots = repository::rust_files()
        .filter(|file| matches!(file.name(), "lib.rs" | "mod.rs"))
        .filter(|file| !file.path.starts_with("examples/"));
    expect_none(roots.filter_map(complaint));
}

/// One complaint a file, at the first item that should be elsewhere.
fn complaint(file: &File) -> Option<Complaint> {
    let code = file.source().code();
    let mut logic = Vec::new();
    find_logic(&code, 0..code.len(), &mut logic);
    logic.retain(|item| !(is_macro_root(file) && is_macro_entry(&code, item)));
    let first = logic.first()?;
    let line = line_of(&code, first.attributes.end);
    let fault = format!("more than docs, `mod` and `use`: `{} {}`", first.keyword, first.name);
    let remedy = "move it, and what is like it, to a file named after its idea";
    Some(Complaint::new(&file.path, line, fault, remedy))
}

/// Adds the items that are no modules or imports, in inline modules too.
fn find_logic(code: &str, part: Range<usize>, logic: &mut Vec<Item>) {
    for item in items(code, part) {
        match (&*item.keyword, &item.body) {
            ("mod", Some(body)) => find_logic(code, body.clone(), logic),
            ("mod" | "use" | "extern", None) => {}
            _ => logic.push(item),
        }
    }
}

/// Whether the compiler wants the macros' functions in this very file.
fn is_macro_root(file: &File) -> bool {
    let targets = packages().iter().flat_map(|package| &package.targets);
    targets
        .filter(|target| target.kind == "proc-macro")
        .any(|target| repository::relative(&target.root) == file.path)
}

/// Whether an item is a macro's function that hands over to a module in one expression.
fn is_macro_entry(code: &str, item: &Item) -> bool {
    let hands_over = item.body.clone().is_some_and(|body| !code[body].contains(';'));
    code[item.attributes.clone()].contains("proc_macro") && hands_over
}

#[test]
fn logic_is_found_beside_modules_and_inside_them() {
    let line = |text: &str| {
        let file = File { path: "src/lib.rs".to_owned(), text: text.to_owned() };
        complaint(&file).map(|complaint| complaint.line())
    };
    assert_eq!(
        line("//! Docs.\nmod a;\npub use a::{B, c};\nmod d {\n    pub use e::F;\n}\n"),
        None
    );
    assert_eq!(line("mod a;\nmod inner {\n    fn d() {}\n}\n"), Some(3));
    assert_eq!(line("mod a;\n#[derive(Clone)]\nstruct E;\n"), Some(3));
}
