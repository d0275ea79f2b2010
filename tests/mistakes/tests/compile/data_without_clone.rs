use chappe::prelude::*;

#[derive(CallbackData)]
struct Vote {
    choice: u8,
}

fn main() {}
