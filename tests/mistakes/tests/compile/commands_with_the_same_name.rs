//! Two commands with the same name.

use chappe::prelude::*;

#[derive(Clone, Commands)]
enum Command {
    /// Orders something
    Order,
    /// Buys something
    #[commands(alias = "order")]
    Buy,
}

fn main() {}
