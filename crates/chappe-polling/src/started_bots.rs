//! [`StartedBots`]: runs the shutdown callbacks of bots that have started.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, discard};
use tokio::time::timeout;

/// The dispatchers of the bots whose startup callbacks completed. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct StartedBots(Arc<Mutex<BTreeMap<usize, Dispatcher>>>);

impl StartedBots {
    /// Adds a bot by its index.
    pub(crate) fn add(&self, index: usize, dispatcher: Dispatcher) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(index, dispatcher);
    }

    /// Runs the shutdown callbacks of all bots, the last bot first, for at most `limit` in total.
    ///
    /// # Errors
    ///
    /// Returns the first error. A failed callback does not stop those of other bots.
    pub(crate) async fn shutdown(&self, limit: Duration) -> Result<(), BoxError> {
        let callbacks = async {
            let mut first = Ok(());
            while let Some(dispatcher) = self.take_last() {
                let result = dispatcher.shutdown().await;
                if first.is_ok() {
                    first = result;
                } else {
                    let _ = discard(result);
                }
            }
            first
        };
        timeout(limit, callbacks).await.unwrap_or_else(|_| Err(TimedOut(limit).into()))
    }

    fn take_last(&self) -> Option<Dispatcher> {
        let mut started = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        started.pop_last().map(|(_, dispatcher)| dispatcher)
    }
}

/// Error of callbacks that did not end in time.
#[derive(Debug)]
struct TimedOut(Duration);

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "callbacks were still running after {:?}", self.0)
    }
}

impl Error for TimedOut {}

#[cfg(test)]
mod tests {
    use chappe_core::Router;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_last_bot_is_shut_down_first_and_a_failure_stops_no_other() {
        let (started, log) = (StartedBots::default(), Arc::new(Mutex::new(Vec::new())));
        for number in [1, 0, 2] {
            let log = Arc::clone(&log);
            let app = Router::new("app").shutdown(move || {
                log.lock().unwrap().push(number);
                async move { Err::<(), _>(number.to_string()) }
            });
            started.add(number, Dispatcher::new(app));
        }
        let first = started.shutdown(Duration::from_secs(1)).await.unwrap_err();
        assert_eq!((first.to_string(), &*log.lock().unwrap()), ("2".to_owned(), &vec![2, 1, 0]));
        assert!(started.shutdown(Duration::from_secs(1)).await.is_ok(), "they run once");
    }
}
