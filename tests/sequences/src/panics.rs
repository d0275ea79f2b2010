//! Panics, recorded by a hook for the thread in which they occur.

use std::cell::RefCell;

thread_local! {
    /// The first panic since the last [`take`].
    static FIRST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Replaces the hook: panics are recorded and not printed.
pub(crate) fn record() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.unwrap_or("no message");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        FIRST.with_borrow_mut(|first| {
            first.get_or_insert(format!("{place}: {message}"));
        });
    }));
}

/// Returns the first recorded panic of this thread, and forgets it.
pub(crate) fn take() -> Option<String> {
    FIRST.take()
}
