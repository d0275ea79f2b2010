use chappe::prelude::*;

#[derive(CallbackData, Clone)]
#[callback_data(version = 36)]
struct Late(u8);

#[derive(CallbackData, Clone)]
#[callback_data(migrate = old)]
struct First(u8);

#[derive(CallbackData, Clone)]
#[callback_data(version = 3, migrate(1 = old, 3 = old, 1 = old))]
struct Third(u8);

fn old(old: u8) -> u8 {
    old
}

fn main() {}
