//! A filter of commands that are not derived.

use chappe::prelude::*;

#[derive(Clone)]
enum Command {
    Start,
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on(commands::<Command>(), async || "hello"));
}
