//! The chain of W2 and W3.

use carapax::{
    App, Chain, CommandExt as _, Context, Handler, HandlerInput, Ref, TryFromInput,
    handler::UpdateHandler,
};
use harness::Counts;

/// Records which parts ran.
pub static COUNTS: Counts = Counts::new();

/// The value that the handler reads.
#[derive(Clone, Copy)]
struct First(u64);

/// Counts.
#[derive(Clone)]
struct Outer<H>(H);

impl<H: Handler<HandlerInput> + Sync> Handler<HandlerInput> for Outer<H> {
    type Output = H::Output;

    async fn handle(&self, input: HandlerInput) -> H::Output {
        COUNTS.outer();
        self.0.handle(input).await
    }
}

/// Counts.
#[derive(Clone)]
struct Inner<H>(H);

impl<I: TryFromInput, H: Handler<I> + Sync> Handler<I> for Inner<H> {
    type Output = H::Output;

    async fn handle(&self, input: I) -> H::Output {
        COUNTS.inner();
        self.0.handle(input).await
    }
}

async fn handler(first: Ref<First>) {
    COUNTS.handler(first.0.0);
}

/// A chain of `count` commands.
pub fn app(count: usize) -> impl UpdateHandler + Clone + Send + Sync + 'static {
    let chain = (0..count).fold(Chain::once(), |chain, number| {
        chain.with(Inner(Inner(Inner(handler))).with_command(format!("/cmd{number}")))
    });
    let mut context = Context::default();
    context.insert(First(1));
    App::new(context, Outer(Outer(Outer(chain))))
}
