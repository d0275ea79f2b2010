//! The warnings about routes that an earlier one shadows, on trees that are as they should be.

use chappe_core::{
    BoxError, Dispatcher, HandlerExt, Next, Outcome, Request, Router, Skip,
    callback_data::{Data, data},
    extract::{CommandArgs, Text},
    filter::{chat_id, chat_type, command, from_filter, text, text_prefix},
    flagged, reply,
};
use chappe_types::{ChatId, ChatType, Message, User};
use insta::assert_snapshot;

use crate::support::without_lines;

async fn start() {}

async fn other() {}

#[track_caller]
fn warnings(app: Router) -> String {
    without_lines(&Dispatcher::new(app).warnings().join("\n"))
}

async fn skips(_: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
    Err(Skip.into())
}

#[test]
fn a_handler_whose_arguments_an_event_may_lack_shadows_no_route() {
    async fn of_text(_: Text) {}
    async fn of_sender(_: User) {}
    async fn of_both(_: (ChatId, Text)) {}
    let app = Router::new("app").message(|m| {
        m.on((), of_text)
            .on((), of_sender)
            .on(command("ban"), of_both)
            .on(command("ban"), flagged(of_sender, ()))
            .on(command("ban"), |_: Option<Text>| async {})
            .fallback(other)
    });
    assert_snapshot!(warnings(app), @"");
}

#[test]
fn a_handler_whose_arguments_are_always_there_shadows_the_next_one() {
    async fn optional(_: CommandArgs, _: Option<Text>, _: Request<Message>, _: ChatId) {}
    let app = Router::new("app")
        .message(|m| m.on(command("ban"), flagged(optional, ())).on(command("ban"), start));
    assert_eq!(Dispatcher::new(app).warnings().len(), 1);
}

#[test]
fn a_handler_whose_own_layer_may_skip_shadows_no_route() {
    let app = Router::new("app")
        .message(|m| m.on(command("ban"), start.layer(skips)).on(command("ban"), other));
    assert_snapshot!(warnings(app), @"");
}

#[test]
fn the_routes_of_a_router_whose_inner_layers_may_skip_shadow_no_route_outside_of_it() {
    let admins = Router::new("admins").message(|m| m.inner_layer(skips).on(command("ban"), start));
    let users = Router::new("users").message(|m| m.on(command("ban"), other));
    let app = Router::new("app").include(admins).include(users);
    assert_snapshot!(warnings(app), @"");
    // Both routes are behind the same layers.
    let app = Router::new("app")
        .message(|m| m.inner_layer(skips).on(command("ban"), start).on(command("ban"), other));
    assert_eq!(Dispatcher::new(app).warnings().len(), 1);
}

#[test]
fn a_command_for_this_bot_does_not_shadow_one_for_any_bot() {
    let app = Router::new("app")
        .message(|m| m.on(command("help"), start).on(command("help").ignore_mention(), other));
    assert_snapshot!(warnings(app), @"");
    let app = Router::new("app")
        .message(|m| m.on(command("help").ignore_mention(), start).on(command("help"), other));
    assert_eq!(Dispatcher::new(app).warnings().len(), 1);
}

#[derive(Clone)]
struct Vote;

impl chappe_core::callback_data::CallbackData for Vote {
    const PREFIX: &'static str = "vote:";

    fn pack(&self) -> String {
        "vote:".to_owned()
    }

    fn unpack(_: &str) -> Option<Self> {
        Some(Self)
    }
}

#[test]
fn sensible_bots_have_no_warnings() {
    let app = Router::new("app")
        .message(|m| {
            m.on((command("start"), chat_type(ChatType::Private)), start)
                .on((command("start"), chat_type(ChatType::Supergroup)), start)
                .on((command("start"), from_filter(async || true)), start)
                .on((command("start"), |m: &Message| m.from.is_some()), start)
                .on(command("start"), other)
                .on((text_prefix("/"), chat_type(ChatType::Private)), other)
                .on((text(), chat_id([7])), other)
                .when(|m| m.photo.is_some(), other)
        })
        .edited_message(|m| m.on(command("start"), other))
        .callback_query(|q| {
            q.on(data::<Vote>().when(|_| true), start)
                .on(data::<Vote>(), async |Data(Vote): Data<Vote>| reply("x"))
                .fallback(other)
        })
        .error(|e| e.on((), other))
        .include(
            Router::new("admin")
                .message(|m| {
                    m.filter(from_filter(async || true)).on(command("go"), start).fallback(other)
                })
                .error(|e| e.on((), other)),
        )
        .include(Router::new("user").message(|m| m.on(command("go"), start).on(text(), other)));
    assert_snapshot!(warnings(app), @"");
}
