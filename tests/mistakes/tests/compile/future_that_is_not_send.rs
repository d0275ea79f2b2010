use chappe::prelude::*;

#[chappe::debug_handler(Message)]
async fn handler() {
    let shared = std::rc::Rc::new(7);
    std::future::ready(()).await;
    drop(shared);
}

fn main() {
    let _ = Router::<()>::new("app").message(|m| m.on((), handler));
}
