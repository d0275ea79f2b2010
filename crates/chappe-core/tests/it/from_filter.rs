//! Asynchronous filters that take extractors.

use chappe_core::{
    AddExtensionLayer, BoxError, Cancel, Dispatcher, Next, Request, Router, Skip,
    extract::{Extension, FromRef, State, Text},
    filter::{Candidate, Matcher, command, filter_fn, from_filter, text},
    reply,
};
use chappe_types::{
    Message, Update, User, UserId,
    fixtures::{channel_post, message},
};
use tokio::task::yield_now;

use crate::support::{dispatch, without_lines};

/// The users that are members.
#[derive(Clone)]
struct Db(&'static [i64]);

impl Db {
    async fn is_member(&self, user: UserId) -> bool {
        yield_now().await;
        self.0.contains(&user.0)
    }
}

#[derive(Clone)]
struct App {
    db: Db,
    name: &'static str,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

async fn is_member(State(db): State<Db>, user: UserId) -> bool {
    db.is_member(user).await
}

#[tokio::test]
async fn a_filter_takes_the_state_of_its_router_in_every_position() {
    let open = |text| message(text);
    let app = |members: &'static [i64]| {
        let gated = Router::new("gated").message(|m| {
            m.filter(from_filter(async |State(app): State<App>, user: User| {
                app.db.is_member(user.id).await && app.name == "bot"
            }))
            .on(command("gated"), async || reply("gated"))
        });
        let other = Router::new("other")
            .message(|m| {
                let is = from_filter(async |State(text): State<&'static str>, Text(is): Text| {
                    text == &*is
                });
                m.on(is, async || reply("another state"))
            })
            .with_state("/other");
        let app = Router::new("app")
            .message(|m| {
                m.on((command("on"), from_filter(is_member)), async || reply("on")).on(
                    (text(), from_filter(async |text: Text| &*text.0 == "/last"), |_: &Message| {
                        true
                    }),
                    async || reply("last"),
                )
            })
            .include(gated)
            .include(other);
        Dispatcher::new(app.with_state(App { db: Db(members), name: "bot" }))
    };
    let (member, stranger) = (app(&[7]), app(&[]));
    let mut outcomes = Vec::new();
    for text in ["/on", "/last", "/gated", "/other", "/none"] {
        outcomes.push((dispatch(&member, open(text)).await, dispatch(&stranger, open(text)).await));
    }
    let expected = [
        ("on", "unhandled"),
        ("last", "last"),
        ("gated", "unhandled"),
        ("another state", "another state"),
        ("unhandled", "unhandled"),
    ];
    assert_eq!(outcomes, expected.map(|(one, two)| (one.to_owned(), two.to_owned())));
}

#[derive(Clone, Debug, PartialEq)]
struct Words(usize);

#[tokio::test]
async fn an_option_passes_with_a_value_which_the_handler_takes() {
    let words = async |Text(text): Text| -> Result<Option<Words>, BoxError> {
        yield_now().await;
        match &*text {
            "fail" => Err("no words".into()),
            "skip" => Err(Skip.into()),
            "cancel" => Err(Cancel.into()),
            "panic" => panic!("at noon"),
            text => Ok(text.strip_prefix("count ").map(|rest| Words(rest.split(' ').count()))),
        }
    };
    let app = Router::new("app").message(|m| {
        m.on((from_filter(words), |_: &Message| false), async || {})
            .on(from_filter(words), async |Extension(words): Extension<Words>| {
                reply(format!("{words:?}"))
            })
            .on((), async |words: Option<Extension<Words>>| reply(format!("{words:?}")))
    });
    let app = Dispatcher::new(app);
    let mut outcomes = Vec::new();
    for text in ["count a b", "other", "fail", "skip", "cancel", "panic"] {
        outcomes.push(dispatch(&app, message(text)).await);
    }
    let expected =
        ["Words(2)", "None", "failed: no words", "None", "cancelled", "failed: panicked: at noon"];
    assert_eq!(outcomes, expected);
}

#[tokio::test]
async fn a_rejected_argument_has_the_effect_that_it_has_in_a_handler() {
    let app = Router::new("app")
        .update(|u| {
            u.outer_layer(async |request: Request, next: Next<Update>| next.run(request).await)
        })
        .channel_post(|m| {
            m.on(from_filter(async |_: User| true), async || reply("a user"))
                .on(from_filter(async |user: Option<User>| user.is_none()), async || {
                    reply("no user")
                })
        })
        .message(|m| m.on(from_filter(async |_: Extension<Words>| true), async || {}));
    let app = Dispatcher::new(app);
    assert_eq!(dispatch(&app, channel_post("news")).await, "no user");
    let failed = dispatch(&app, message("hi")).await;
    assert!(
        failed.starts_with(
            "failed: a layer or filter needs a value of type `it::from_filter::Words`"
        ),
        "{failed}",
    );
}

#[test]
fn what_a_filter_requires_must_be_stored_before_it() {
    let needs = || from_filter(async |_: Extension<Words>| true);
    let stores = || {
        filter_fn(|candidate: &mut Candidate<'_, Message>| {
            candidate.insert(Words(1));
            true
        })
    };
    let build = |app: Router| {
        let built = Dispatcher::builder(app).try_build();
        built.err().map(|error| {
            let mistake = error.mistakes().join("\n");
            let (_, what) = mistake.split_once(", filter ").unwrap();
            what.split_once(" needs a value of type `it::from_filter::Words`, but no layer")
                .unwrap()
                .0
                .to_owned()
        })
    };
    let app = || Router::new("app");
    let layer = || AddExtensionLayer::new(Words(1));
    let built = [
        build(app().message(|m| m.on(needs(), async || {}))),
        build(app().message(|m| m.filter(needs()).on((), async || {}))),
        build(app().message(|m| m.on((needs(), stores()), async || {}))),
        build(app().message(|m| m.inner_layer(layer()).on(needs(), async || {}))),
        build(app().message(|m| m.on((stores(), needs()), async || {}))),
        build(app().message(|m| m.filter(stores()).on(needs(), async || {}))),
        build(app().message(|m| m.outer_layer(layer()).filter(needs()).on((), async || {}))),
        build(app().update(|u| u.outer_layer(layer())).message(|m| m.on(needs(), async || {}))),
    ];
    let mistakes = built.each_ref().map(Option::is_some);
    assert_eq!(mistakes, [true, true, true, true, false, false, false, false]);
    let name = "from_filter(what_a_filter_requires_must_be_stored_before_it::closure)";
    assert!(built.iter().flatten().all(|filter| filter == name), "{built:?}");
}

#[tokio::test]
async fn a_matcher_takes_filters_that_need_no_state() {
    let long = from_filter(async |Text(text): Text| {
        yield_now().await;
        (text.len() > 3).then_some(Words(1))
    });
    let matcher = Matcher::<Message>::new((text(), long));
    let dispatcher = Dispatcher::new(Router::new("app"));
    let mut found = Vec::new();
    for text in ["hello", "hi"] {
        let request = dispatcher.matches(&matcher, message(text)).await.unwrap();
        found.push(request.map(|request| request.get::<Words>().cloned()));
    }
    assert_eq!(found, [Some(Some(Words(1))), None]);
}

#[test]
fn explain_does_not_call_an_asynchronous_filter() {
    let app = Router::new("app").message(|m| {
        m.on(from_filter(async || -> bool { panic!("called") }), async || reply("one"))
            .on((), async || reply("two"))
    });
    let filter = "explain_does_not_call_an_asynchronous_filter::closure";
    let name = "closure at tests/it/from_filter.rs";
    assert_eq!(
        without_lines(&Dispatcher::new(app).explain(&message("hi")).to_string()),
        format!(
            "{name} (app, message): unknown, from_filter({filter}) is asynchronous or requires a value of a layer\n{name} (app, message): matches\n=> {name}\n"
        ),
    );
}
