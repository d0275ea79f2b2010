use chappe::prelude::*;

#[derive(Clone)]
struct Vote;

fn main() {
    let _ = Router::<()>::new("app").callback_query(|q| q.on(data::<Vote>(), async || {}));
}
