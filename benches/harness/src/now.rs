//! Futures that do not wait.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

/// Returns the output of a future that is ready when it is first polled, as handlers are
/// that do not wait: no executor is part of the measurement.
///
/// # Panics
///
/// Panics if the future is pending.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future is pending"),
    }
}
