//! Answers to pre-checkout queries in time.

use std::time::Duration;

use chappe_core::{BoxError, Middleware, Next, Outcome, Reply, Request, is_control_flow};
use chappe_types::{PreCheckoutQuery, Str};
use tokio::time::timeout;

use crate::bot::Bot;

/// A middleware that refuses an order if its handler takes too long or fails: Telegram requires
/// an answer within 10 s, and shows users no reason without one.
///
/// A handler that takes longer than 8 s is cancelled. An error of a handler is passed on after the
/// order was refused.
///
/// Source: Bot API 10.3,
/// [`answerPreCheckoutQuery`](https://core.telegram.org/bots/api#answerprecheckoutquery).
///
/// # Example
///
/// ```
/// use chappe::client::PreCheckoutDeadline;
/// use chappe::prelude::*;
/// use chappe::types::{AnswerPreCheckoutQuery, PreCheckoutQuery};
///
/// async fn check(Event(query): Event<PreCheckoutQuery>) -> AnswerPreCheckoutQuery {
///     query.approve()
/// }
///
/// let app = Router::<()>::new("shop").pre_checkout_query(|q| {
///     q.outer_layer(PreCheckoutDeadline::new("The shop is busy. Please try again."))
///         .fallback(check)
/// });
/// # let _ = app;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a middleware does nothing until it is added to an observer"]
pub struct PreCheckoutDeadline {
    reason: Str,
    limit: Duration,
}

impl PreCheckoutDeadline {
    /// Creates a middleware that refuses with this reason, which the user sees.
    pub fn new(reason: impl Into<Str>) -> Self {
        Self { reason: reason.into(), limit: Duration::from_secs(8) }
    }

    /// Sets how long a handler may take. Defaults to 8 s.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

impl Middleware<PreCheckoutQuery> for PreCheckoutDeadline {
    async fn handle(
        &self,
        request: Request<PreCheckoutQuery>,
        next: Next<PreCheckoutQuery>,
    ) -> Result<Outcome, BoxError> {
        let refusal = request.event().refuse(&self.reason);
        let bot = request.get::<Bot>().cloned();
        match timeout(self.limit, next.run(request)).await {
            Ok(Err(error)) if !is_control_flow(&*error) => {
                if let Some(bot) = bot {
                    let refused = bot.send(refusal).await;
                    if let Err(failure) = refused {
                        tracing::warn!(error = %failure, "an order could not be refused");
                    }
                }
                Err(error)
            }
            Ok(outcome) => outcome,
            Err(_) => {
                tracing::warn!(limit = ?self.limit, "an order is refused: its handler is too slow");
                Ok(Reply::new(refusal).into())
            }
        }
    }
}
