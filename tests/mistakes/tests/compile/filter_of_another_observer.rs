use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app")
        .message(|m| m.on(callback_data("yes"), async || {}));
}
