//! Fields in an order in which they cannot be parsed.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Orders something
    Order { amount: Option<u32>, item: String },
    /// Adds numbers
    Add { numbers: Vec<u32>, unit: String },
}

fn main() {}
