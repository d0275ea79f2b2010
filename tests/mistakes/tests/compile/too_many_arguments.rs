use chappe::prelude::*;

#[chappe::debug_handler(Message)]
async fn handler(
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
    _: Text,
) {
}

fn main() {}
