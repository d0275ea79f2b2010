//! Actions that are shown during work, and answers to orders in time.

use std::time::Duration;

use chappe_client::{Bot, ChatActionGuard, ChatActions, PreCheckoutDeadline};
use chappe_core::{BoxError, Router, extract::Event, filter::command, flagged, reply};
use chappe_testing::{TestBot, called, sent_text};
use chappe_types::{ChatAction, ChatId, LabeledPrice, PreCheckoutQuery, SendInvoice};
use tokio::time::sleep;

/// Returns the actions of `sendChatAction` so far.
fn actions(bot: &TestBot) -> Vec<String> {
    let calls = bot.calls();
    let calls = calls.iter().filter(|call| call.method() == "sendChatAction");
    calls.map(|call| call.params()["action"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn draw(bot: Bot, chat: ChatId) {
    let _drawing = ChatActionGuard::new(&bot, chat.send_action(ChatAction::UploadPhoto));
    sleep(Duration::from_secs(10)).await;
}

#[tokio::test(start_paused = true)]
async fn an_action_is_repeated_until_its_guard_is_dropped() {
    let bot = TestBot::new(Router::new("app").message(|m| m.fallback(draw)));
    let alice = bot.user("alice");
    alice.send("draw").await;
    bot.wait(Duration::from_secs(60)).await;
    assert_eq!(actions(&bot), ["upload_photo"; 3], "at 0, 4.5 and 9 s");
}

#[tokio::test(start_paused = true)]
async fn an_action_waits_after_a_429_and_ends_where_the_bot_may_not_write() {
    let bot = TestBot::new(Router::new("app").message(|m| m.fallback(draw)));
    let alice = bot.user("alice");
    bot.refuse("sendChatAction", 429, "Too Many Requests: retry after 8");
    alice.send("draw").await;
    bot.wait(Duration::from_secs(60)).await;
    let waited = actions(&bot).len();
    bot.refuse("sendChatAction", 403, "Forbidden: bot was blocked by the user");
    alice.send("draw").await;
    bot.wait(Duration::from_secs(60)).await;
    assert_eq!((waited, actions(&bot).len()), (2, 3), "at 0 and 8 s; then once");
}

async fn slow() -> &'static str {
    sleep(Duration::from_secs(6)).await;
    "done"
}

#[tokio::test(start_paused = true)]
async fn slow_handlers_show_the_action_of_their_flag_or_the_usual_one() {
    let app = Router::new("app").message(|m| {
        m.inner_layer(ChatActions::always(ChatAction::Typing))
            .on(command("film"), flagged(slow, ChatAction::UploadVideo))
            .on(command("slow"), slow)
            .fallback(async || "quick")
    });
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    for text in ["/film", "/slow", "hi"] {
        alice.send(text).await;
        bot.wait(Duration::from_secs(10)).await;
    }
    assert_eq!(actions(&bot), ["upload_video", "upload_video", "typing", "typing"]);
}

#[tokio::test(start_paused = true)]
async fn handlers_without_a_flag_show_nothing_unless_an_action_is_set() {
    let app = Router::new("app").message(|m| {
        m.inner_layer(ChatActions::flagged().delay(Duration::ZERO))
            .on(command("film"), flagged(async || "quick", ChatAction::UploadVideo))
            .fallback(slow)
    });
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    for text in ["/slow", "/film"] {
        alice.send(text).await;
        bot.wait(Duration::from_secs(10)).await;
    }
    assert_eq!(actions(&bot), ["upload_video"; 0], "dropped before its first call");
}

/// A shop whose check takes as long as the payload says.
fn shop() -> Router {
    async fn sell(chat: ChatId) -> SendInvoice {
        SendInvoice::new(chat, "Tea", "Tea", "9", "XTR", vec![LabeledPrice::new("Tea", 5)])
    }
    async fn sell_quickly(chat: ChatId) -> SendInvoice {
        SendInvoice::new(chat, "Tea", "Tea", "7", "XTR", vec![LabeledPrice::new("Tea", 5)])
    }
    async fn sell_badly(chat: ChatId) -> SendInvoice {
        SendInvoice::new(chat, "Tea", "Tea", "x", "XTR", vec![LabeledPrice::new("Tea", 5)])
    }
    async fn check(
        Event(query): Event<PreCheckoutQuery>,
    ) -> Result<chappe_types::AnswerPreCheckoutQuery, BoxError> {
        sleep(Duration::from_secs(query.invoice_payload.parse()?)).await;
        Ok(query.approve())
    }
    Router::new("shop")
        .message(|m| {
            m.on(command("slow"), sell)
                .on(command("quick"), sell_quickly)
                .on(command("bad"), sell_badly)
                .fallback(async || reply("paid"))
        })
        .pre_checkout_query(|q| q.outer_layer(PreCheckoutDeadline::new("busy")).fallback(check))
}

#[tokio::test(start_paused = true)]
async fn an_order_is_refused_if_its_check_is_slow_or_fails() {
    let bot = TestBot::new(shop());
    let alice = bot.user("alice");
    for (order, answer) in [("/quick", None), ("/slow", Some("busy")), ("/bad", Some("busy"))] {
        alice.send(order).await;
        bot.expect(called("sendInvoice"));
        let report = alice.pay().await;
        bot.wait(Duration::from_secs(20)).await;
        let call = bot.expect(called("answerPreCheckoutQuery"));
        assert_eq!(call.params()["error_message"].as_str(), answer, "{order}");
        assert_eq!(report.error().is_some(), order == "/bad", "{order}");
        if answer.is_none() {
            bot.expect(sent_text("paid"));
        }
        bot.expect_nothing();
    }
}
