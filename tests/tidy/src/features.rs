//! The rule that features enable whole modules.

use crate::{
    items::{partner, skip_attributes, skip_visibility, word_at},
    repository::{self, File},
    source::{line_of, words},
    violation::{Violation, expect_none},
};

#[test]
fn features_gate_modules_and_reexports_only() {
    expect_none(repository::rust_files().flat_map(violations));
}

fn violations(file: &File) -> Vec<Violation> {
    let code = file.source().code();
    let macros = words(&code, "cfg").filter(|&at| {
        let open = at + "cfg!".len();
        code[at..].starts_with("cfg!(") && names_a_feature(&code[open..partner(&code, open)])
    });
    let attributes = ["#[", "#!["].into_iter().flat_map(|open| code.match_indices(open));
    let attributes = attributes.filter(|(at, open)| {
        let end = partner(&code, at + open.len() - 1);
        let attribute = code[at + open.len()..end].trim_start();
        // `cfg_attr(…, expect(…))` sets a lint, and leaves the code as it is.
        let sets_a_lint = attribute.starts_with("cfg_attr(") && attribute.contains("expect(");
        let gates = attribute.starts_with("cfg(") || attribute.starts_with("cfg_attr(");
        let gates = gates && !sets_a_lint;
        gates && names_a_feature(attribute) && (*open == "#![" || !gates_a_module(&code, *at))
    });
    let places = macros.chain(attributes.map(|(at, _)| at));
    let violation = |at| {
        let fault = "a feature gates something other than a module";
        let remedy =
            "gate a `mod` or a `pub use` (for a test: `required-features`), or make a crate";
        Violation::new(&file.path, line_of(&code, at), fault, remedy)
    };
    places.map(violation).collect()
}

fn names_a_feature(condition: &str) -> bool {
    words(condition, "feature").next().is_some()
}

fn gates_a_module(code: &str, attribute: usize) -> bool {
    let item = skip_attributes(code, attribute);
    // The entry of a macro must be in the root of its crate.
    if code[attribute..item].contains("#[proc_macro") {
        return true;
    }
    let head = skip_visibility(code, item);
    match word_at(code, head) {
        "mod" | "extern" => true,
        "use" => head != item,
        _ => false,
    }
}

#[test]
fn a_feature_inside_a_function_or_before_one_is_found() {
    let text = "#[cfg(feature = \"a\")]\nmod a;\n#[cfg(any(test, feature = \"a\"))]\n#[doc(inline)]\n\
        pub use a::A;\n#[cfg(feature = \"a\")]\nfn b() {\n    if cfg!(feature = \"b\") {}\n}\n\
        #[cfg(feature = \"a\")]\nuse a::B;\n#[cfg(test)]\nfn c() {}\n\
        #![cfg_attr(not(feature = \"a\"), expect(dead_code))]\n\
        #[cfg(feature = \"a\")]\n#[proc_macro_derive(A)]\npub fn a() {}\n";
    let file = File { path: "a.rs".to_owned(), text: text.to_owned() };
    let mut lines: Vec<usize> = violations(&file).iter().map(Violation::line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [6, 8, 10]);
}
