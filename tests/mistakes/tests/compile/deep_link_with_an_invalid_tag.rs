//! Tags that are no part of a payload, or are not unique.

use chappe::prelude::*;

#[derive(Clone, DeepLink)]
#[deep_link(tag = "my_link")]
struct Link(u8);

#[derive(Clone, DeepLink)]
enum Target {
    Item(u8),
    #[deep_link(tag = "item")]
    Thing(u8),
    #[deep_link(name = "user")]
    Person(u8),
}

fn main() {}
