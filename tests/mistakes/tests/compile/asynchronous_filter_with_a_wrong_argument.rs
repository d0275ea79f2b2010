use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on(from_filter(async |_: String| true), async || {}));
}
