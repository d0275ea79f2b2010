//! The pages whose code a reader copies.

use std::fs;

use crate::{
    blocks::{Block, blocks, front_page},
    package::{Package, repository},
};

/// The front page of the facade, as Markdown.
const FRONT_PAGE: &str = "crates/chappe/src/lib.rs";

fn page(path: &str) -> String {
    let text = fs::read_to_string(repository().join(path)).unwrap();
    if path == FRONT_PAGE { front_page(&text) } else { text }
}

#[test]
fn every_rust_block_is_a_program_or_its_tests_without_hidden_lines() {
    for path in ["README.md", "docs/tutorial.md", FRONT_PAGE] {
        let blocks = blocks(&page(path), "rust");
        let wrong = blocks.iter().filter(|block| {
            block.has_hidden_lines() || block.is_program() == block.is_module_of_tests()
        });
        let lines: Vec<usize> = wrong.map(|block| block.line).collect();
        assert_eq!(lines, [0; 0], "{path}");
        assert!(blocks.iter().any(Block::is_program), "{path}");
    }
}

/// Builds the programs of a page with the dependencies of the README, and runs all tests.
#[track_caller]
fn build_and_test(name: &str, code: &str) {
    let mut package = Package::new(name);
    for block in blocks(&page("README.md"), "toml") {
        package.depend(&block.text);
    }
    let (mut programs, mut tests) = (Vec::new(), 0);
    for block in blocks(&page(code), "rust") {
        tests += block.tests();
        if block.is_program() {
            programs.push(block.text);
        } else {
            let program = programs.last_mut().expect("tests follow their program");
            *program = format!("{program}\n{}", block.text);
        }
    }
    for (number, program) in (1..).zip(&programs) {
        let path =
            if number == 1 { "main.rs".to_owned() } else { format!("bin/program_{number}.rs") };
        package.write(&path, program);
    }
    assert_eq!(package.test(), tests);
}

#[test]
fn the_code_of_the_readme_works_in_a_new_package() {
    build_and_test("readme", "README.md");
}

#[test]
fn the_code_of_the_tutorial_works_in_a_new_package() {
    build_and_test("tutorial", "docs/tutorial.md");
}

#[test]
fn the_code_of_the_front_page_works_in_a_new_package() {
    build_and_test("front_page", FRONT_PAGE);
}
