//! Users pay.

use std::panic::Location;

use http::Method;
use serde_json::{Value, json};

use crate::{
    action_report::ActionReport,
    bot::{chat::TestChat, user::TestUser},
};

impl TestUser {
    /// Confirms the payment of the bot's newest invoice in this chat. The bot receives
    /// `pre_checkout_query`, and `successful_payment` after a positive answer. An invoice in
    /// Telegram Stars takes them from the user, who buys the missing ones unless
    /// [stars were given](Self::give_stars) to the user.
    ///
    /// Source: Bot API 10.3, [`sendInvoice`](https://core.telegram.org/bots/api#sendinvoice).
    ///
    /// # Panics
    ///
    /// Panics if there is no invoice, or if the user has too few stars.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::{LabeledPrice, PreCheckoutQuery, SendInvoice};
    /// use chappe_testing::{TestBot, called, sent_text};
    ///
    /// async fn sell(Event(message): Event<Message>) -> SendInvoice {
    ///     let price = vec![LabeledPrice::new("Tea", 5)];
    ///     SendInvoice::new(message.chat.id, "Tea", "A cup of tea", "tea", "XTR", price)
    /// }
    ///
    /// async fn agree(Event(query): Event<PreCheckoutQuery>) -> impl IntoOutcome {
    ///     query.answer(true)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = Router::new("app")
    ///     .message(|m| {
    ///         m.on(command("buy"), sell)
    ///             .on(content(Content::SuccessfulPayment), async || reply("Thank you"))
    ///     })
    ///     .pre_checkout_query(|q| q.fallback(agree));
    /// let bot = TestBot::new(app);
    /// let alice = bot.user("alice");
    /// alice.give_stars(12);
    /// alice.send("/buy").await;
    /// bot.expect(called("sendInvoice"));
    /// alice.pay().await;
    /// bot.expect(called("answerPreCheckoutQuery"));
    /// bot.expect(sent_text("Thank you").to(&alice));
    /// assert_eq!(alice.give_stars(0), 7);
    /// # }
    /// ```
    #[track_caller]
    pub fn pay(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let message = this.newest_of_bot("invoice", |message| message["invoice"].is_object());
            let message = message.await;
            let title = message["invoice"]["title"].as_str().unwrap_or_default();
            this.note(&format!(" pays for {title}"));
            this.confirm(json!({"message_id": message["message_id"]})).await
        }
    }

    /// Confirms a payment like [`pay`](Self::pay), by a link that the bot has created.
    ///
    /// Source: Bot API 10.3, [`createInvoiceLink`](https://core.telegram.org/bots/api#createinvoicelink).
    ///
    /// # Panics
    ///
    /// Panics if there is no such link, or if the user has too few stars.
    #[track_caller]
    pub fn pay_link(&self, link: &str) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            this.bot.start().await;
            this.note(&format!(" pays {link}"));
            this.confirm(json!({"invoice_link": link})).await
        }
    }

    async fn confirm(&self, mut invoice: Value) -> ActionReport {
        invoice["bot"] = self.bot.token();
        invoice["from"] = json!(self.id);
        invoice["chat_id"] = json!(self.chat);
        self.act(&Method::POST, "pre_checkout_queries", &invoice).await
    }

    /// Gives Telegram Stars to the user; a negative number takes them. Returns the balance, which
    /// is at least 0. Until the first call, the user buys the missing stars at each payment; from
    /// then on, payments require enough stars.
    pub fn give_stars(&self, amount: i64) -> i64 {
        let body = json!({"user": self.id, "amount": amount});
        let answer = self.bot.control(&Method::POST, "stars", &body);
        answer["balance"].as_i64().unwrap_or_default()
    }

    /// Buys the bot's newest paid media in this chat.
    ///
    /// Source: Bot API 10.3, [`sendPaidMedia`](https://core.telegram.org/bots/api#sendpaidmedia).
    ///
    /// # Panics
    ///
    /// Panics if there are none, if the user has bought them already, or if the user has too few
    /// stars.
    #[track_caller]
    pub fn buy_media(&self) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller());
        async move {
            let message =
                this.newest_of_bot("paid media", |message| message["paid_media"].is_object()).await;
            this.note(" buys the media");
            let body = json!({
                "bot": this.bot.token(), "from": this.id, "chat_id": this.chat,
                "message_id": message["message_id"],
            });
            this.act(&Method::POST, "paid_media_purchases", &body).await
        }
    }

    /// Boosts a supergroup or channel. The bot receives `chat_boost` if it is an administrator.
    ///
    /// Source: Bot API 10.3, [`ChatBoost`](https://core.telegram.org/bots/api#chatboost).
    ///
    /// # Panics
    ///
    /// Panics if the chat is a group.
    #[track_caller]
    pub fn boost(&self, chat: &TestChat) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller()).within(chat);
        async move { this.set_boost(&Method::POST, " boosts the chat").await }
    }

    /// Removes the user's boosts of a supergroup or channel. The bot receives
    /// `removed_chat_boost` if it is an administrator.
    ///
    /// # Panics
    ///
    /// Panics if the user has not boosted the chat.
    #[track_caller]
    pub fn remove_boost(&self, chat: &TestChat) -> impl Future<Output = ActionReport> {
        let this = self.at(Location::caller()).within(chat);
        async move { this.set_boost(&Method::DELETE, " removes the boost").await }
    }

    async fn set_boost(&self, method: &Method, what: &str) -> ActionReport {
        self.bot.start().await;
        self.note(what);
        self.act(method, "boosts", &json!({"from": self.id, "chat_id": self.chat})).await
    }
}
