use chappe::prelude::*;

struct Counter(u32);

#[chappe::debug_handler(Message)]
async fn count(Extension(Counter(number)): Extension<Counter>) -> impl IntoOutcome {
    reply(number.to_string())
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), count));
}
