use chappe::prelude::*;

fn main() {
    let is_long = filter_fn(|candidate: &mut Candidate<'_, Message>| candidate.event().text.iter().count());
    let _ = Router::<()>::new("app").message(|m| m.on(is_long, async || {}));
}
