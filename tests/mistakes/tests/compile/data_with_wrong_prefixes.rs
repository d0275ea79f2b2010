use chappe::prelude::*;

#[derive(CallbackData, Clone)]
#[callback_data(prefix = "vote:")]
struct Vote(u8);

#[derive(CallbackData, Clone)]
#[callback_data(prefix = "")]
struct Nameless(u8);

#[derive(CallbackData, Clone)]
struct Größe(u8);

fn main() {}
