//! Derived data as filters and arguments.

use chappe::{callback_data::Data, prelude::*, types::SendMessage};
use chappe_testing::UpdateBuilder;
use tower::ServiceExt as _;

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(version = 2)]
struct Vote {
    question: u32,
    choice: u8,
}

/// The reply to the press of a button with this data; `None` if no route matches.
async fn press(dispatcher: &Dispatcher, data: &str) -> Option<String> {
    let request = Request::from(UpdateBuilder::callback_query(data).build());
    let outcome = dispatcher.clone().oneshot(request).await.expect("the dispatch succeeds");
    let method = outcome.reply()?.downcast_ref::<SendMessage>()?;
    Some(method.text.to_string())
}

fn app() -> Dispatcher {
    Dispatcher::new(Router::<()>::new("app").callback_query(|q| {
        q.on(data::<Vote>().when(|vote| vote.choice == 0), async || reply("none"))
            .on(data::<Vote>(), async |vote: Vote| {
                reply(format!("{} {}", vote.question, vote.choice))
            })
            .on(stale::<Vote>(), async || reply("old"))
    }))
}

#[tokio::test]
async fn a_type_is_the_filter_and_the_argument() {
    let app = app();
    let pressed = async |question, choice| press(&app, &Vote { question, choice }.pack()).await;
    assert_eq!(pressed(70, 3).await.as_deref(), Some("70 3"));
    assert_eq!(pressed(70, 0).await.as_deref(), Some("none"));
    assert_eq!(app.warnings(), [] as [String; 0]);
}

#[tokio::test]
async fn stale_matches_other_versions_and_damaged_data_of_the_prefix_only() {
    let app = app();
    for data in ["vote:171", "vote:371", "vote:", "vote:2", "vote:27", "vote:2711", "vote:é"] {
        assert_eq!(press(&app, data).await.as_deref(), Some("old"), "{data}");
    }
    for data in ["vot", "vote", "votes:271", "x", "Vote:271"] {
        assert_eq!(press(&app, data).await, None, "{data}");
    }
}

#[tokio::test]
async fn an_optional_argument_needs_no_filter() {
    let choice = async |vote: Option<Vote>| {
        reply(vote.map_or("no vote".to_owned(), |vote| vote.choice.to_string()))
    };
    let app = Dispatcher::new(Router::<()>::new("app").callback_query(|q| q.on((), choice)));
    assert_eq!(press(&app, "vote:274").await.as_deref(), Some("4"));
    assert_eq!(press(&app, "other").await.as_deref(), Some("no vote"));
}

#[tokio::test]
async fn an_error_observer_takes_the_data_as_an_option() {
    let router = Router::<()>::new("app")
        .callback_query(|q| q.on(data::<Vote>(), async || Err::<(), BoxError>("failed".into())))
        .error(|e| {
            e.on((), async |vote: Option<Vote>| {
                reply(format!("{:?}", vote.map(|vote| vote.choice)))
            })
        });
    assert_eq!(press(&Dispatcher::new(router), "vote:274").await.as_deref(), Some("Some(4)"));
}

#[test]
fn an_argument_without_its_filter_is_an_error() {
    let routers = [
        Router::<()>::new("app").callback_query(|q| q.on((), async |_: Vote| {})),
        Router::new("app").callback_query(|q| q.on((), async |_: Data<Vote>| {})),
        Router::new("app").message(|m| m.on(text(), async |_: Vote| {})),
    ];
    for router in routers {
        let error = Dispatcher::builder(router).try_build().unwrap_err().to_string();
        assert!(error.contains("add the filter `data::<"), "{error}");
        assert!(error.contains("::Vote>()` to the route"), "{error}");
    }
}

mod other {
    use chappe::prelude::*;

    /// Has the prefix and the version of the other `Ballot`.
    #[derive(CallbackData, Clone, Debug)]
    pub(crate) struct Ballot(pub(crate) u8);
}

#[derive(CallbackData, Clone, Debug)]
struct Ballot;

/// The same prefix, with another version.
#[derive(CallbackData, Clone, Debug)]
#[callback_data(prefix = "ballot", version = 2)]
struct Ballot2;

#[test]
fn two_types_with_one_prefix_and_version_are_an_error() {
    let router = Router::<()>::new("app").callback_query(|q| q.on(data::<Ballot>(), async || {}));
    let child = Router::new("child")
        .callback_query(|q| q.on((user_id([UserId(1)]), data::<other::Ballot>()), async || {}));
    let error = Dispatcher::builder(router.include(child)).try_build().unwrap_err().to_string();
    let expected = "the callback data of `Ballot` has the same prefix \"ballot:\" and version 1 as that of `Ballot`";
    assert!(error.contains(expected), "{error}");
    assert!(error.contains("give one of them another prefix"), "{error}");
    assert_eq!(error.matches("the same prefix").count(), 1, "{error}");
}

#[test]
fn a_type_may_be_used_in_many_routes_and_beside_another_version() {
    let router = Router::<()>::new("app").callback_query(|q| {
        q.on(data::<Ballot>().when(|_| false), async || {})
            .on(data::<Ballot>().and(|query: &CallbackQuery| query.from.is_bot), async || {})
            .on(data::<Ballot2>().or(data::<Ballot>()), async || {})
            .on(stale::<Ballot2>(), async || {})
    });
    assert_eq!(
        Dispatcher::builder(router).try_build().map(drop).map_err(|error| error.to_string()),
        Ok(())
    );
    assert_eq!(other::Ballot(1).pack(), "ballot:11");
}

#[test]
fn the_filters_are_named_after_the_type() {
    let described = app().describe().to_string();
    for name in ["data::<Vote>().when(", "data::<Vote>()", "stale::<Vote>()"] {
        assert!(described.contains(name), "{described}");
    }
}
