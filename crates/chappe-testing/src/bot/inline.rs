//! Users send inline queries and choose results.

use std::panic::Location;

use http::Method;
use serde_json::json;

use crate::{action_report::ActionReport, bot::user::TestUser};

impl TestUser {
    /// Sends an inline query: `@bot query` in some chat.
    #[track_caller]
    pub fn inline_query(&self, query: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(&format!(" asks: {query}"));
            let body = json!({"bot": this.bot.token(), "from": this.id, "query": query});
            this.act(&Method::POST, "inline_queries", &body).await
        }
    }

    /// Sends a result of an inline query, which the bot has answered, to this chat. `query` is the
    /// report of [`inline_query`](Self::inline_query).
    ///
    /// # Panics
    ///
    /// Panics if the bot has not answered the query, or if there is no such result.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::{
    ///     prelude::*,
    ///     types::{InlineQueryResultArticle, InputTextMessageContent},
    /// };
    /// use chappe_testing::TestBot;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").inline_query(|q| {
    ///     q.on((), async |Event(query): Event<InlineQuery>| {
    ///         let meow = InputTextMessageContent::new("Meow");
    ///         query.answer(vec![InlineQueryResultArticle::new("1", "Cat", meow).into()])
    ///     })
    /// }));
    /// let alice = bot.user("alice");
    /// let query = alice.inline_query("cats").await;
    /// let sent = alice.choose(&query, "1").await;
    /// assert_eq!(sent.message().unwrap()["text"], "Meow");
    /// # }
    /// ```
    #[track_caller]
    pub fn choose(
        &self,
        query: &ActionReport,
        result_id: &str,
    ) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.note(&format!(" chooses {result_id}"));
            let mut body = this.place();
            body["inline_query_id"] = query.response()["inline_query_id"].clone();
            body["result_id"] = json!(result_id);
            this.act(&Method::POST, "chosen_inline_results", &body).await
        }
    }
}
