//! The code of three pages, in a package that `cargo new` makes.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod blocks;
mod package;
mod pages;
