use chappe::prelude::*;

#[derive(Clone)]
struct Db;

async fn is_member(State(_): State<Db>, _: UserId) -> bool {
    true
}

fn main() {
    let _: Router = Router::new("app").message(|m| m.on(from_filter(is_member), async || {}));
}
