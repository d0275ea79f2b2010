use chappe::prelude::*;

#[derive(CallbackData, Clone)]
enum Search {
    ByName { name: &'static str },
}

fn main() {}
