//! The tree of W2 and W3.

use std::{convert::Infallible, fmt::Debug, ops::Deref, sync::Arc};

use harness::Counts;
use teloxide::{
    dispatching::{UpdateFilterExt as _, UpdateHandler},
    dptree,
    types::{Message, Update},
};

/// Records which parts ran.
pub static COUNTS: Counts = Counts::new();

/// The values that the maps at the root add, one type each.
#[derive(Clone, Copy, Debug)]
struct First(u64);
#[derive(Clone, Copy, Debug)]
struct Second;
#[derive(Clone, Copy, Debug)]
struct Third;

/// The command of a message; each filter receives a clone.
pub trait Command: Clone + Debug + Deref<Target = str> + Send + Sync + 'static {
    /// The command in a text.
    fn new(word: &str) -> Self;
}

impl Command for String {
    fn new(word: &str) -> Self {
        word.to_owned()
    }
}

impl Command for Arc<str> {
    fn new(word: &str) -> Self {
        word.into()
    }
}

/// Ten nested branches with `count` commands in all.
pub fn tree<C: Command>(count: usize) -> UpdateHandler<Infallible> {
    let root = Update::filter_message()
        .map(|| outer(First(1)))
        .map(|| outer(Second))
        .map(|| outer(Third))
        .filter_map(|message: Message| {
            let word = message.text()?.split(' ').next()?.strip_prefix('/')?;
            Some(C::new(word))
        });
    (0..10).fold(root, |root, branch| {
        let (first, last) = (branch * count / 10, (branch + 1) * count / 10);
        let nested = (first..last).fold(dptree::entry(), |nested, number| {
            let name = format!("cmd{number}");
            nested.branch(
                dptree::filter(move |command: C| *command == *name)
                    .inspect(|| COUNTS.inner())
                    .inspect(|| COUNTS.inner())
                    .inspect(|| COUNTS.inner())
                    .endpoint(handler),
            )
        });
        root.branch(nested)
    })
}

fn outer<V>(value: V) -> V {
    COUNTS.outer();
    value
}

async fn handler(First(value): First) -> Result<(), Infallible> {
    COUNTS.handler(value);
    Ok(())
}
