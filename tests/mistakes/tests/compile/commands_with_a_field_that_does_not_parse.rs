//! A field whose type is not parsed from a text.

use chappe::prelude::*;

#[derive(Clone)]
struct Item;

#[derive(Clone, Commands)]
enum Command {
    /// Orders something
    Order { item: Item, amount: Option<u32> },
}

fn main() {}
