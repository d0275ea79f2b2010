//! A field that borrows its text, and an enum with a lifetime.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command<'a> {
    /// Orders something
    Order { item: &'a str },
}

fn main() {}
