//! The rule that the top-level modules of a crate form no cycle.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::PathBuf,
};

use crate::{
    items::{Item, items, partner, skip_space, word_at},
    module_tree::{explicit_path, folder_of, plain},
    repository::{self, File},
    source::words,
    violation::{Violation, expect_none},
    workspace::packages,
};

#[test]
fn the_top_level_modules_of_a_crate_form_no_cycle() {
    let crates = packages().iter().filter(|package| package.is_crate());
    let libraries = crates.flat_map(|package| {
        package.targets.iter().filter(|target| matches!(&*target.kind, "lib" | "proc-macro"))
    });
    expect_none(libraries.flat_map(|library| {
        let root = repository::relative(&library.root);
        let mut graph = Graph::new(repository::file);
        graph.add_crate(&root);
        let cycles = graph.cycles().into_iter();
        cycles.map(|cycle| Violation::new(&root, 1, cycle, REMEDY)).collect::<Vec<_>>()
    }));
}

const REMEDY: &str = "move what both sides use to a module below them, or make them one module";

/// The top-level modules of a crate, and which of them name which others. Paths of items that
/// the root re-exports are not followed.
struct Graph<'f, F> {
    file: F,
    modules: BTreeSet<String>,
    /// For each edge, the files that contain it.
    edges: BTreeMap<(String, String), BTreeSet<&'f str>>,
}

/// A file or an inline module below a top-level module.
struct Module<'f> {
    file: &'f File,
    part: Range<usize>,
    /// The folder of its child modules.
    children: PathBuf,
    /// The number of `super` that lead to the root of the crate.
    depth: usize,
    /// The top-level module that it belongs to.
    top: String,
}

impl<'f, F: Fn(&str) -> Option<&'f File>> Graph<'f, F> {
    fn new(file: F) -> Self {
        Self { file, modules: BTreeSet::new(), edges: BTreeMap::new() }
    }

    fn add_crate(&mut self, root: &str) {
        let Some(file) = (self.file)(root) else { return };
        let code = file.source().code();
        let items = items(&code, 0..code.len());
        let modules: Vec<&Item> =
            items.iter().filter(|item| item.keyword == "mod" && !is_test(&code, item)).collect();
        self.modules = modules.iter().map(|item| item.name.clone()).collect();
        for item in modules {
            let top = item.name.clone();
            let root = Module { file, part: 0..0, children: folder_of(root), depth: 0, top };
            self.add_child(&root, item);
        }
    }

    fn add_child(&mut self, parent: &Module<'f>, item: &Item) {
        let children = parent.children.join(&item.name);
        let (depth, top) = (parent.depth + 1, parent.top.clone());
        if let Some(part) = item.body.clone() {
            self.add_module(&Module { file: parent.file, part, children, depth, top });
            return;
        }
        let paths = match explicit_path(parent.file, item) {
            Some(path) => vec![folder_of(&parent.file.path).join(path)],
            None => vec![children.with_extension("rs"), children.join("mod.rs")],
        };
        if let Some(file) = paths.iter().find_map(|path| (self.file)(&plain(path))) {
            self.add_module(&Module { file, part: 0..file.text.len(), children, depth, top });
        }
    }

    fn add_module(&mut self, module: &Module<'f>) {
        let code = module.file.source().code();
        for item in items(&code, module.part.clone()) {
            match &*item.keyword {
                _ if is_test(&code, &item) => {}
                "mod" => self.add_child(module, &item),
                _ => self.add_edges(module, &code[item.span]),
            }
        }
    }

    /// Adds the paths that begin at the root of the crate.
    fn add_edges(&mut self, module: &Module<'f>, code: &str) {
        let absolute = words(code, "crate").map(|at| at + "crate".len());
        let relative = words(code, "super").filter_map(|at| {
            let is_first = !code[..at].trim_end().ends_with("::");
            is_first.then(|| supers(code, at, module.depth)).flatten()
        });
        let names = absolute.chain(relative).flat_map(|end| names_after(code, end));
        for name in names.filter(|name| *name != module.top && self.modules.contains(*name)) {
            let files = self.edges.entry((module.top.clone(), name.to_owned())).or_default();
            files.insert(&module.file.path);
        }
    }

    /// Each set of modules that depend on each other, with its edges and their files.
    fn cycles(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut cycles = Vec::new();
        for module in &self.modules {
            let reached = self.reached_from(module);
            let is_new = reached.contains(&**module) && !seen.contains(&**module);
            if is_new {
                let back = |other: &&str| self.reached_from(other).contains(&**module);
                let cycle: BTreeSet<&str> = reached.into_iter().filter(back).collect();
                cycles.push(self.describe(&cycle));
                seen.extend(cycle);
            }
        }
        cycles
    }

    fn reached_from<'a>(&'a self, module: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut ahead = vec![module];
        while let Some(next) = ahead.pop() {
            let edges = self.edges.keys().filter(|(from, _)| from == next);
            ahead.extend(edges.map(|(_, to)| &**to).filter(|to| reached.insert(*to)));
        }
        reached
    }

    fn describe(&self, cycle: &BTreeSet<&str>) -> String {
        let within =
            |(from, to): &(String, String)| cycle.contains(&**from) && cycle.contains(&**to);
        let edges =
            self.edges.iter().filter(|(edge, _)| within(edge)).map(|((from, to), files)| {
                let files: Vec<&str> = files.iter().copied().collect();
                format!("\n    {from} → {to} in {}", files.join(", "))
            });
        let modules: Vec<&str> = cycle.iter().copied().collect();
        format!("the modules {} form a cycle{}\n   ", modules.join(", "), edges.collect::<String>())
    }
}

fn is_test(code: &str, item: &Item) -> bool {
    code[item.attributes.clone()].contains("cfg(test)")
}

/// The end of a chain of `super` that leads to the root of the crate.
fn supers(code: &str, at: usize, depth: usize) -> Option<usize> {
    let mut end = at + "super".len();
    for _ in 1..depth {
        end = code[end..].starts_with("::super").then_some(end + "::super".len())?;
    }
    (depth > 0 && !code[end..].starts_with("::super")).then_some(end)
}

/// The names that follow the `::` at a position: one, or those in braces.
fn names_after(code: &str, at: usize) -> Vec<&str> {
    if !code[at..].starts_with("::") {
        return Vec::new();
    }
    let open = skip_space(code, at + 2);
    if !code[open..].starts_with('{') {
        return vec![word_at(code, open)];
    }
    let close = partner(code, open);
    let mut names = Vec::new();
    let mut at = open + 1;
    while at < close {
        at = skip_space(code, at);
        names.push(word_at(code, at));
        while at < close && code.as_bytes()[at] != b',' {
            at = if code[at..].starts_with('{') { partner(code, at) + 1 } else { at + 1 };
        }
        at += 1;
    }
    names
}

#[test]
fn a_cycle_is_reported_with_its_edges_and_their_files() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file("x/src/lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\n#[cfg(test)]\nmod t;\n"),
        file("x/src/a/mod.rs", "mod inner;\n// crate::d\nuse crate::c::C;\n"),
        file("x/src/a/inner.rs", "use crate::{c, b::{d, B}};\nuse super::d;\nmod d {}\n"),
        file("x/src/b.rs", "fn f() {\n    super::c::f();\n}\nstruct B(&'static str, super::B);\n"),
        file("x/src/c.rs", "mod e {\n    type A = super::super::a::A;\n}\nuse super::c;\n"),
        file("x/src/d.rs", "use crate::d;\n#[cfg(test)]\nmod tests {\n    use crate::a;\n}\n"),
        file("x/src/t.rs", "use crate::a;\n"),
    ];
    let mut graph = Graph::new(|path: &str| files.iter().find(|file| file.path == path));
    graph.add_crate("x/src/lib.rs");
    let expected = "the modules a, b, c form a cycle\
        \n    a → b in x/src/a/inner.rs\
        \n    a → c in x/src/a/inner.rs, x/src/a/mod.rs\
        \n    b → c in x/src/b.rs\
        \n    c → a in x/src/c.rs\n   ";
    assert_eq!(graph.cycles(), [expected]);
}

#[test]
fn modules_that_only_depend_downwards_form_no_cycle() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file("x/src/lib.rs", "mod a;\nmod b;\n"),
        file("x/src/a.rs", "use crate::b::B;\nconst TEXT: &str = \"crate::a\";\n"),
        file("x/src/b.rs", "pub(crate) struct B;\n"),
    ];
    let mut graph = Graph::new(|path: &str| files.iter().find(|file| file.path == path));
    graph.add_crate("x/src/lib.rs");
    assert_eq!((graph.edges.len(), graph.cycles()), (1, Vec::new()));
}
