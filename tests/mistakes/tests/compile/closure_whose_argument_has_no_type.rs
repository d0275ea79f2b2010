use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on(|message| message.photo.is_some(), async || {}));
}
