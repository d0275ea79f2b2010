//! Futures that do not wait.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

/// The output of a future that is ready as soon as it is polled, as handlers are that
/// wait for nothing: what runs it is not part of what is measured.
///
/// # Panics
///
/// Panics if it waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing waits here"),
    }
}
