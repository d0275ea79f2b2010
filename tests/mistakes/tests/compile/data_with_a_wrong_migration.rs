use chappe::prelude::*;

#[derive(CallbackData, Clone)]
#[callback_data(version = 2, migrate = from_v1)]
struct Vote {
    choice: u8,
}

fn from_v1((choice,): (u8,)) -> u8 {
    choice
}

#[derive(CallbackData, Clone)]
#[callback_data(version = 2, migrate = from_nothing)]
struct Other {
    choice: u8,
}

fn from_nothing() -> Other {
    Other { choice: 0 }
}

fn main() {}
