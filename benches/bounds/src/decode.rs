//! W1: the cost of reading each byte once.

use std::{borrow::Cow, hint::black_box};

use harness::{Job, W1};
use serde::{Deserialize, de::IgnoredAny};

/// The six fields that bots most often route by.
#[derive(Deserialize)]
struct View<'a> {
    update_id: i64,
    #[serde(borrow)]
    message: Option<Message<'a>>,
    #[serde(borrow)]
    callback_query: Option<CallbackQuery<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    message_id: i64,
    chat: Id,
    from: Option<Id>,
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct CallbackQuery<'a> {
    #[serde(borrow)]
    data: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// Borrowed, unless it contains escapes. A plain `Cow` within an `Option` would always be
/// owned.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

pub fn run(job: &Job, case: Option<&str>) {
    let is_asked = |name| case.is_none_or(|case| case == name);
    if is_asked("IgnoredAny") {
        job.run("bound", "IgnoredAny", 12.0, || {
            for document in W1 {
                let ignored: Result<IgnoredAny, _> = serde_json::from_slice(black_box(document));
                drop(black_box(ignored));
            }
        });
    }
    if is_asked("borrowed-view") {
        assert_view();
        job.run("bound", "borrowed-view", 12.0, || {
            for document in W1 {
                let view: Result<View<'_>, _> = serde_json::from_slice(black_box(document));
                drop(black_box(view));
            }
        });
    }
}

fn assert_view() {
    let views = W1
        .map(|document| -> View<'_> { serde_json::from_slice(document).expect("it is an update") });
    assert!(views.iter().all(|view| view.update_id > 0));
    let message = views[0].message.as_ref().expect("the first is a message");
    assert!(message.message_id > 0 && message.chat.id != 0);
    assert!(message.from.as_ref().is_some_and(|from| from.id > 0));
    assert!(message.text.as_ref().is_some_and(|text| !text.0.is_empty()));
    let query = views[5].callback_query.as_ref().expect("the sixth is a callback query");
    assert!(query.data.as_ref().is_some_and(|data| !data.0.is_empty()));
}
