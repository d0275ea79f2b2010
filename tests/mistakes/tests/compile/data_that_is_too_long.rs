use chappe::prelude::*;

#[derive(CallbackData, Clone)]
struct Move {
    from: [i64; 3],
    to: [i64; 3],
}

fn main() {}
