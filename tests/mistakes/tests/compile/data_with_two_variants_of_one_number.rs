use chappe::prelude::*;

#[derive(CallbackData, Clone)]
enum Action {
    #[callback_data(index = 1)]
    Show,
    Hide,
    #[callback_data(index = 2)]
    Delete,
    #[callback_data(rename = "x")]
    Other,
}

fn main() {}
