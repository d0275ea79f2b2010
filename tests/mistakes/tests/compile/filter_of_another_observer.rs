use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app")
        .message(|on| on.on(callback_data("yes"), async || {}));
}
