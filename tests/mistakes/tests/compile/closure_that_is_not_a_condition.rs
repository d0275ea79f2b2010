use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on(|message: &Message| message.text.clone(), async || {}));
}
