//! Commands in captions.

use chappe_core::{
    Dispatcher, Router,
    extract::CommandArgs,
    filter::{any_command, command, content},
    reply,
};
use chappe_types::fixtures::message;

use crate::support::{captioned, dispatch};

fn app() -> Router {
    Router::new("app").message(|m| {
        m.on(command("typed").text_only(), async || reply("typed"))
            .on(any_command(["start", "typed"]), async |CommandArgs(args): CommandArgs| {
                reply(format!("args {args:?}"))
            })
            .on(content(chappe_core::filter::Content::Photo), async || reply("a photo"))
    })
}

#[tokio::test]
async fn commands_in_captions_match_with_their_arguments_with_and_without_the_index() {
    for dispatcher in [Dispatcher::new(app()), Dispatcher::builder(app()).without_index().build()] {
        let mut replies = Vec::new();
        for update in [
            captioned("/start a b"),
            captioned("/start"),
            captioned("/typed"),
            message("/typed"),
            captioned("what is /start?"),
        ] {
            replies.push(dispatch(&dispatcher, update).await);
        }
        assert_eq!(replies, ["args \"a b\"", "args \"\"", "args \"\"", "typed", "a photo"]);
    }
}
