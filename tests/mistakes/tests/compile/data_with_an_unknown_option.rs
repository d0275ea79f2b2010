use chappe::prelude::*;

#[derive(CallbackData, Clone)]
#[callback_data(name = "v")]
struct Vote {
    choice: u8,
}

fn main() {}
