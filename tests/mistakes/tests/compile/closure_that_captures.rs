use chappe::prelude::*;

fn main() {
    let name = String::from("Claude");
    let _ = Router::<()>::new("app").message(|m| m.on((), async move || reply(name.clone())));
}
