use chappe::prelude::*;

#[derive(CallbackData, Clone)]
struct Pay {
    price: f64,
}

fn main() {}
