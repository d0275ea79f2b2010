use chappe::prelude::*;

#[derive(CallbackData, Clone)]
enum Nothing {}

#[derive(CallbackData, Clone, Copy)]
union Both {
    number: u32,
    flag: bool,
}

fn main() {}
