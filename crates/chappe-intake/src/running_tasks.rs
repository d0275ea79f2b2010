//! The running tasks of a server or an intake, for its drain.
//!
//! Both are the reference counts of a `tokio::sync::watch` channel. The `TaskTracker` of tokio-util
//! does the same, but is part of its feature `rt`, which compiles futures-util with its macros: 3 s
//! of a bot's release build.

use std::future::Future;

use tokio::{runtime::Handle, sync::watch};

/// Counts running tasks, so that a drain can wait for them.
#[derive(Debug)]
pub struct RunningTasks {
    is_closed: watch::Sender<bool>,
}

/// A token of [`RunningTasks`], which counts as a running task until it is dropped.
#[derive(Clone, Debug)]
pub struct TaskToken {
    _receiver: watch::Receiver<bool>,
}

impl RunningTasks {
    /// Creates an empty counter.
    pub fn new() -> Self {
        Self { is_closed: watch::Sender::new(false) }
    }

    /// Returns a token, also if the counter is closed.
    ///
    /// If [`is_closed`](Self::is_closed) returns `false` afterwards, each later
    /// [`drain`](Self::drain) waits for this token.
    pub fn token(&self) -> TaskToken {
        TaskToken { _receiver: self.is_closed.subscribe() }
    }

    /// Spawns a task that holds a token.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.token().spawn_on(work, &Handle::current());
    }

    /// Marks the counter as closed.
    pub fn close(&self) {
        self.is_closed.send_replace(true);
    }

    /// Returns whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        *self.is_closed.borrow()
    }

    /// Closes the counter, and waits until all tokens are dropped.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future has no effect on the tasks. The counter stays closed.
    pub async fn drain(&self) {
        self.close();
        self.is_closed.closed().await;
    }
}

impl Default for RunningTasks {
    fn default() -> Self {
        Self::new()
    }
}

impl TaskToken {
    /// Spawns a task that holds this token.
    pub fn spawn_on(self, work: impl Future<Output = ()> + Send + 'static, runtime: &Handle) {
        runtime.spawn(async move {
            work.await;
            drop(self);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, time::Duration};

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_drain_waits_for_all_tokens_and_tasks() {
        let (tasks, start) = (RunningTasks::new(), Instant::now());
        let token = tasks.token();
        tasks.spawn(sleep(Duration::from_secs(2)));
        token.clone().spawn_on(sleep(Duration::from_secs(3)), &Handle::current());
        tokio::spawn(async move {
            sleep(Duration::from_secs(5)).await;
            drop(token);
        });
        tasks.drain().await;
        assert_eq!(start.elapsed(), Duration::from_secs(5));
        assert!(tasks.is_closed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_panics_or_is_cancelled_ends_a_drain() {
        let tasks = RunningTasks::new();
        tasks.spawn(async { panic!("on purpose") });
        let token = tasks.token();
        let cancelled = tokio::spawn(async move {
            let _token = token;
            std::future::pending::<()>().await;
        });
        cancelled.abort();
        tasks.drain().await;
        assert!(cancelled.await.is_err_and(|error| error.is_cancelled()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_is_taken_during_a_drain_prolongs_it() {
        let tasks = RunningTasks::new();
        let first = tasks.token();
        let mut drain = pin!(tasks.drain());
        assert!(tokio::time::timeout(Duration::from_secs(1), &mut drain).await.is_err());
        let second = tasks.token();
        drop(first);
        assert!(tokio::time::timeout(Duration::from_secs(1), &mut drain).await.is_err());
        drop(second);
        drain.await;
    }
}
