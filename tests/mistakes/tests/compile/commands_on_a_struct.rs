//! The derive for commands on a struct.

use chappe::prelude::*;

#[derive(Clone, Commands)]
struct Order {
    item: String,
}

fn main() {}
