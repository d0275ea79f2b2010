//! The reply to each chat.

use chappe::{prelude::*, types::SendMessage};
use chappe_types::fixtures::message_in;
use nested_routers::app;
use tower::ServiceExt as _;

async fn answer(chat: i64, text: &str) -> Option<String> {
    let update = message_in(1, chat, text);
    let outcome = Dispatcher::new(app()).oneshot(Request::from(update)).await.ok()?;
    outcome.reply()?.downcast_ref::<SendMessage>().map(|method| method.text.to_string())
}

#[tokio::test]
async fn the_owner_reaches_the_admin_router_and_its_children() {
    assert_eq!(answer(1, "/close").await.as_deref(), Some("closed"));
    assert_eq!(answer(1, "/stock").await.as_deref(), Some("7 towers"));
}

#[tokio::test]
async fn other_chats_reach_the_customers_router() {
    assert_eq!(answer(2, "/stock").await.as_deref(), Some("Try /buy."));
    assert_eq!(answer(2, "/buy a tower").await.as_deref(), Some("sold: a tower"));
}

#[test]
fn the_explanation_names_the_handler_and_the_guard() {
    let explanation = Dispatcher::new(app()).explain(&message_in(1, 2, "/buy a tower"));
    assert_eq!(
        explanation.to_string(),
        "layers timed: may end or change the event, or store values\n\
         filters chat_id([1]): no, chat_id([1])\n\
         layers checked: may end or change the event, or store values\n\
         buy (shop/customers, message): matches\n\
         help (shop/customers, message): not reached\n\
         => buy\n"
    );
}
