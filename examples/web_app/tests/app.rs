//! The web app: users open the page, and the server answers them only.
#![expect(clippy::unwrap_used, reason = "a test may")]

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chappe::web_app::{Verifier, sign};
use chappe_testing::{TestBot, TestUser, called, sent_text};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

const URL: &str = "https://shop.test/";

const TOKEN: &str = "42:AAF-secret_of-thirty-five-characters";

fn bot() -> (TestBot, TestUser) {
    let bot = TestBot::new(web_app::bot(URL));
    let alice = bot.user("alice");
    (bot, alice)
}

/// Posts an order of the page.
async fn order(
    bot: &TestBot,
    verifier: Verifier,
    header: &str,
    good: &str,
) -> (StatusCode, String) {
    let request = Request::post("/order").header("authorization", header);
    let request = request.body(Body::from(good.to_owned())).unwrap();
    answer(bot, verifier, request).await
}

async fn answer(bot: &TestBot, verifier: Verifier, request: Request<Body>) -> (StatusCode, String) {
    let server = web_app::server(bot.bot().clone(), verifier.max_age(std::time::Duration::MAX));
    let answer = server.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The verifier with the token of the bot under test.
fn of(bot: &TestBot) -> Verifier {
    Verifier::new(bot.bot_token()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_order_of_the_page_appears_in_the_chat_once() {
    let (bot, alice) = bot();
    alice.send("/menu").await;
    bot.expect(sent_text("What would you like?"));
    let opened = alice.open_web_app(URL).await;
    let header = format!("tma {}", opened.init_data());
    let ordered = order(&bot, of(&bot), &header, "Tea").await;
    assert_eq!(ordered, (StatusCode::OK, "Tea comes.".to_owned()));
    bot.expect(called("answerWebAppQuery"));
    assert_eq!(alice.messages().last().unwrap()["text"], "Tea, please. — Alice");
    let again = order(&bot, of(&bot), &header, "Tea").await;
    assert_eq!(again, (StatusCode::CONFLICT, "the order was sent already".to_owned()));
    let other = order(&bot, of(&bot), &header, "Wine").await;
    assert_eq!(other, (StatusCode::UNPROCESSABLE_ENTITY, "not on the menu".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn only_users_of_the_web_app_can_order() {
    let (bot, alice) = bot();
    alice.send("hi").await;
    let opened = alice.open_web_app(URL).await;
    let good = format!("tma {}", opened.init_data());
    let forged = good.replace("Alice", "Eve");
    let statuses = [
        order(&bot, of(&bot), "", "Tea").await.0,
        order(&bot, of(&bot), "tma ", "Tea").await.0,
        order(&bot, of(&bot), &forged, "Tea").await.0,
        order(&bot, Verifier::new(TOKEN).unwrap(), &good, "Tea").await.0,
    ];
    let refused = StatusCode::UNAUTHORIZED;
    assert_eq!(statuses, [refused, StatusCode::BAD_REQUEST, refused, refused]);
    let raw = sign::init_data(TOKEN, &[("auth_date", "1700000000")]);
    let without_query =
        order(&bot, Verifier::new(TOKEN).unwrap(), &format!("tma {raw}"), "Tea").await;
    assert_eq!(without_query.0, StatusCode::CONFLICT);
}

#[tokio::test(start_paused = true)]
async fn the_page_is_served_and_has_every_good() {
    let (bot, _) = bot();
    let request = Request::get("/").body(Body::empty()).unwrap();
    let (status, page) = answer(&bot, of(&bot), request).await;
    assert_eq!(status, StatusCode::OK);
    for good in ["Tea", "Coffee", "Cake"] {
        assert!(page.contains(&format!("<button>{good}</button>")), "{good}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_by_the_reply_keyboard_is_checked() {
    let (bot, alice) = bot();
    alice.send("/keyboard").await;
    bot.expect(sent_text("Tap the button."));
    alice.send_web_app_data("Order", "Coffee").await;
    bot.expect(sent_text("Coffee comes."));
    alice.send_web_app_data("Order", "Wine").await;
    bot.expect(sent_text("That is not on the menu."));
}
