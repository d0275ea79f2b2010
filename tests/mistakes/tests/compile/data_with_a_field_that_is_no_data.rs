use std::time::Duration;

use chappe::prelude::*;

#[derive(Clone)]
struct Size(u8);

#[derive(CallbackData, Clone)]
struct Order {
    size: Size,
    wait: Duration,
}

fn main() {}
