use chappe::prelude::*;

#[derive(CallbackData, Clone)]
struct Vote {
    #[callback_data(skip)]
    choice: u8,
}

fn main() {}
