//! The two answers to a pre-checkout query.

use crate::{AnswerPreCheckoutQuery, PreCheckoutQuery, Str};

impl PreCheckoutQuery {
    /// Accepts the order: Telegram then takes the payment. Telegram requires the answer within
    /// 10 s.
    ///
    /// Source: Bot API 10.3,
    /// [`answerPreCheckoutQuery`](https://core.telegram.org/bots/api#answerprecheckoutquery).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::{AnswerPreCheckoutQuery, PreCheckoutQuery};
    ///
    /// async fn check(Event(query): Event<PreCheckoutQuery>) -> AnswerPreCheckoutQuery {
    ///     match &*query.invoice_payload {
    ///         "coffee" => query.approve(),
    ///         _ => query.refuse("This is not sold any more."),
    ///     }
    /// }
    ///
    /// let app = Router::<()>::new("shop").pre_checkout_query(|q| q.fallback(check));
    /// # let _ = app;
    /// ```
    pub fn approve(&self) -> AnswerPreCheckoutQuery {
        self.answer(true)
    }

    /// Refuses the order: Telegram shows the reason to the user, and takes no payment.
    ///
    /// Source: Bot API 10.3,
    /// [`answerPreCheckoutQuery`](https://core.telegram.org/bots/api#answerprecheckoutquery).
    pub fn refuse(&self, reason: impl Into<Str>) -> AnswerPreCheckoutQuery {
        self.answer(false).error_message(reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Object;

    #[test]
    fn an_order_is_accepted_or_refused_with_a_reason() {
        let query = json!({
            "id": "q", "from": {"id": 1, "is_bot": false, "first_name": "A"}, "currency": "XTR",
            "total_amount": 5, "invoice_payload": "p",
        });
        let query = PreCheckoutQuery::from_json(query.to_string().as_bytes()).unwrap();
        let json = |answer| serde_json::to_value::<AnswerPreCheckoutQuery>(answer).unwrap();
        assert_eq!(
            [json(query.approve()), json(query.refuse("sold out"))],
            [
                json!({"pre_checkout_query_id": "q", "ok": true}),
                json!({"pre_checkout_query_id": "q", "ok": false, "error_message": "sold out"}),
            ],
        );
    }
}
