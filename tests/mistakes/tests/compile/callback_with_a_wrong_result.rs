use chappe::prelude::*;

fn main() {
    let _ = Router::<()>::new("app").shutdown(async |_: Bot| 7);
}
