//! The tree of W2 and W3.

use std::borrow::Cow;

use harness::Counts;
use telers::{
    Extension, Request, Router,
    client::Reqwest,
    event::telegram::Handler,
    filters::Command,
    middlewares::{InnerMiddleware, InnerNext, OuterMiddleware, OuterNext},
};

/// Records which parts ran.
pub static COUNTS: Counts = Counts::new();

/// The values that the outer middlewares insert, one type each.
#[derive(Clone, Copy)]
struct First(u64);
#[derive(Clone, Copy)]
struct Second;
#[derive(Clone, Copy)]
struct Third;

const NAMES: [&str; 10] = [
    "nested0", "nested1", "nested2", "nested3", "nested4", "nested5", "nested6", "nested7",
    "nested8", "nested9",
];

/// Counts, and inserts a value.
fn outer<V: Clone + Send + Sync + 'static>(value: V) -> impl OuterMiddleware {
    move |mut request: Request, next: OuterNext| {
        COUNTS.outer();
        request.extensions.insert(value.clone());
        next(request)
    }
}

/// Counts.
fn inner() -> impl InnerMiddleware {
    |request: Request, next: InnerNext| {
        COUNTS.inner();
        next(request)
    }
}

async fn handler(Extension(First(value)): Extension<First>) {
    COUNTS.handler(value);
}

/// Ten nested routers with `count` commands in all, and three middlewares of each kind.
pub fn tree(count: usize) -> Router<Reqwest> {
    let root = Router::new("root").on_message(|on| {
        on.register_outer_middleware(outer(First(1)))
            .register_outer_middleware(outer(Second))
            .register_outer_middleware(outer(Third))
            .register_inner_middleware(inner())
            .register_inner_middleware(inner())
            .register_inner_middleware(inner())
    });
    NAMES.into_iter().enumerate().fold(root, |root, (router, name)| {
        let (first, last) = (router * count / 10, (router + 1) * count / 10);
        let nested = Router::new(name).on_message(|on| {
            (first..last).fold(on, |on, number| {
                let command = Command::one(Cow::Owned(format!("cmd{number}")));
                on.register(Handler::new(handler).filter(command))
            })
        });
        root.include(nested)
    })
}
