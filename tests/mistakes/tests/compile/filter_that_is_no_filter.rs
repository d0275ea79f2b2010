use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app").message(|on| on.on("start", async || {}));
}
