//! Fields that have no text.

use chappe::prelude::*;

#[derive(Clone, Debug)]
struct Item;

#[derive(Clone, DeepLink)]
struct Link {
    item: Item,
}

#[derive(Clone, DeepLink)]
struct Links {
    items: Vec<u8>,
    name: &'static str,
}

fn main() {}
