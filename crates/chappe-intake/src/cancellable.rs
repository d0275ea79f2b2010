//! Work that ends at the latest when it is cancelled.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use chappe_core::{attempt, discard};

use crate::{halt::Halt, tasks::Task};

/// Work that is dropped when it is cancelled. No panic leaves it.
pub(crate) struct Cancellable {
    /// `None` once it ended.
    work: Option<Task>,
    halt: Halt,
    /// Made when the work waits for the first time.
    cancelled: Option<Task>,
}

impl Cancellable {
    pub(crate) fn new(work: Task, halt: Halt) -> Self {
        Self { work: Some(work), halt, cancelled: None }
    }

    /// Polls the work; a panic that nothing inside made a failure of ends it.
    pub(crate) fn poll_work(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Panicked>> {
        let Some(work) = &mut self.work else { return Poll::Ready(Ok(())) };
        let ended = match attempt(|| work.as_mut().poll(cx)) {
            Ok(Poll::Ready(())) => Ok(()),
            Err(_) => Err(Panicked),
            Ok(Poll::Pending) => {
                let halt = &self.halt;
                let cancelled = self.cancelled.get_or_insert_with(|| {
                    let halt = halt.clone();
                    Box::pin(async move { halt.told().await })
                });
                if cancelled.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                Ok(())
            }
        };
        let _ = discard(self.work.take());
        Poll::Ready(ended)
    }
}

/// Work panicked.
#[derive(Debug)]
pub(crate) struct Panicked;

impl Future for Cancellable {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_work(cx).map(drop)
    }
}

impl Drop for Cancellable {
    fn drop(&mut self) {
        let _ = discard(self.work.take());
    }
}
