use chappe::prelude::*;

#[derive(CallbackData, Clone)]
struct Page<T> {
    of: T,
}

fn main() {}
