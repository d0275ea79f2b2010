//! Tasks that are waited for.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tokio::{runtime::Handle, sync::Notify, task::JoinHandle};

/// The tasks of one source of updates: it can wait until none is left.
///
/// Clones count the same tasks. A task leaves nothing behind but its count, so
/// that any number of them may come and go.
///
/// # Example
///
/// ```
/// use chappe_intake::Tasks;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let tasks = Tasks::new();
/// tasks.spawn(async {});
/// tasks.close();
/// tasks.wait().await;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tasks(Arc<Count>);

/// A task with its type erased.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Twice the tasks that run, and one more once no end is to be missed.
#[derive(Debug, Default)]
struct Count {
    state: AtomicUsize,
    ended: Notify,
}

const CLOSED: usize = 1;
const TASK: usize = 2;

impl Tasks {
    /// No tasks yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Spawns a task.
    ///
    /// Needs a tokio runtime around it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        tokio::spawn(Tracked { future, counted: self.enter() })
    }

    /// Spawns a task that is in a box: what spawns such ones is compiled once.
    ///
    /// Needs a tokio runtime around it.
    pub fn spawn_boxed(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) -> JoinHandle<()> {
        self.spawn_on(&Handle::current(), future)
    }

    /// Spawns a task on this runtime.
    pub(crate) fn spawn_on(&self, runtime: &Handle, future: Task) -> JoinHandle<()> {
        runtime.spawn(Tracked { future, counted: self.enter() })
    }

    /// Counts for a task until it is dropped.
    pub(crate) fn enter(&self) -> Counted {
        self.0.state.fetch_add(TASK, Ordering::Relaxed);
        Counted(Arc::clone(&self.0))
    }

    /// Counts for a task until it is dropped, unless no more tasks are to begin: one that
    /// is counted here is always waited for.
    pub(crate) fn enter_open(&self) -> Option<Counted> {
        let before = self.0.state.fetch_add(TASK, Ordering::AcqRel);
        let counted = Counted(Arc::clone(&self.0));
        (before & CLOSED == 0).then_some(counted)
    }

    /// From now on, [`wait`](Self::wait) ends with the last task. Tasks may still
    /// be spawned.
    pub fn close(&self) {
        if self.0.state.fetch_or(CLOSED, Ordering::AcqRel) == 0 {
            self.0.ended.notify_waiters();
        }
    }

    /// Waits until it is closed and no task is left.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn wait(&self) {
        // It hears of what ends after the look.
        let ended = self.0.ended.notified();
        if self.0.state.load(Ordering::Acquire) != CLOSED {
            ended.await;
        }
    }
}

/// One of the tasks.
#[must_use]
#[derive(Debug)]
pub(crate) struct Counted(Arc<Count>);

impl Drop for Counted {
    fn drop(&mut self) {
        // What the task did is seen by who waits for its end.
        if self.0.state.fetch_sub(TASK, Ordering::AcqRel) == TASK | CLOSED {
            self.0.ended.notify_waiters();
        }
    }
}

pin_project! {
    /// A future that counts until it is dropped, itself first.
    struct Tracked<F> {
        #[pin]
        future: F,
        counted: Counted,
    }
}

impl<F: Future> Future for Tracked<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Duration, timeout};

    use super::*;

    async fn ends(tasks: &Tasks) -> bool {
        timeout(Duration::from_secs(60), tasks.wait()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn waits_until_closed_and_empty() {
        let tasks = Tasks::new();
        assert!(!ends(&tasks).await, "open");
        let counted = tasks.enter();
        tasks.close();
        assert!(!ends(&tasks).await, "a task runs");
        drop(counted);
        assert!(ends(&tasks).await);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_enters_once_it_is_closed() {
        let tasks = Tasks::new();
        let counted = tasks.enter_open();
        tasks.close();
        assert_eq!((counted.is_some(), tasks.enter_open().is_some()), (true, false));
        drop(counted);
        assert!(ends(&tasks).await);
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_are_told() {
        for closes_last in [false, true] {
            let tasks = Tasks::new();
            let counted = tasks.enter();
            let waits = tokio::spawn({
                let tasks = tasks.clone();
                async move { ends(&tasks).await }
            });
            tokio::task::yield_now().await;
            if closes_last {
                drop(counted);
                tasks.close();
            } else {
                tasks.close();
                drop(counted);
            }
            assert!(waits.await.expect("no panic"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_ends_a_task() {
        let tasks = Tasks::new();
        let task = tasks.spawn(async { panic!("as it is meant to") });
        tasks.close();
        assert!(ends(&tasks).await);
        assert!(task.await.is_err_and(|error| error.is_panic()));
    }
}
