//! The index changes only the cost of a dispatch.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use chappe_core::{
    BoxError, Dispatcher, Request, Router, Skip,
    callback_data::{CallbackData, Data, data},
    extract::{Extension, FromRequest},
    filter::{
        Candidate, Command, Content, Filter, FilterExt, callback_data, callback_data_prefix,
        chat_id, chat_type, command, content, filter_fn, from_filter, in_chat_with, in_group, text,
        text_is, text_prefix,
    },
    reply,
};
use chappe_types::{CallbackQuery, ChatType, Message, Update, fixtures};
use proptest::prelude::*;

use crate::support::{Trace, captioned, dispatch};

#[derive(Clone, Debug)]
enum Test {
    /// The name, whether case is ignored, and whether captions are ignored.
    Command(u8, bool, bool),
    Text(u8),
    Prefix(u8),
    Any,
    Chat(i64),
    Private,
    Group,
    /// A topic of a chat.
    Topic(i64),
    Photo,
    /// A regular expression, which stores its groups.
    Matches(u8),
    /// A function of the candidate: declines, passes or stores a value.
    Function(Option<u8>),
    Opaque(bool),
    Fails,
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

/// The filters of a route, its asynchronous filter, and whether its handler skips.
type Route = (Vec<Test>, Option<(bool, Async)>, bool);

/// The result of an asynchronous filter.
#[derive(Clone, Copy, Debug)]
enum Async {
    Declines,
    Stores(u8),
    Fails,
    Skips,
}

/// A value that a filter stores.
#[derive(Clone, Debug)]
struct Stored(u8);

#[derive(Clone, Debug)]
struct Tree {
    gate: Option<Test>,
    outer: bool,
    routes: Vec<Route>,
    children: Vec<Self>,
    fallback: bool,
}

fn tests() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![
        4 => (0..4_u8, any::<bool>(), any::<bool>())
            .prop_map(|(name, case, text_only)| Test::Command(name, case, text_only)),
        3 => (0..4_u8).prop_map(Test::Text),
        3 => (0..4_u8).prop_map(Test::Prefix),
        1 => Just(Test::Any),
        2 => (7..9_i64).prop_map(Test::Chat),
        1 => Just(Test::Private),
        1 => Just(Test::Group),
        2 => (7..9_i64).prop_map(Test::Topic),
        1 => Just(Test::Photo),
        2 => (0..4_u8).prop_map(Test::Matches),
        2 => prop::option::of(0..4_u8).prop_map(Test::Function),
        2 => any::<bool>().prop_map(Test::Opaque),
        1 => Just(Test::Fails),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(left, right)| Test::And(Box::new(left), Box::new(right))),
            (inner.clone(), inner.clone())
                .prop_map(|(left, right)| Test::Or(Box::new(left), Box::new(right))),
            inner.prop_map(|test| Test::Not(Box::new(test))),
        ]
    })
}

fn asyncs() -> impl Strategy<Value = Async> {
    prop_oneof![
        2 => Just(Async::Declines),
        3 => (0..4_u8).prop_map(Async::Stores),
        1 => Just(Async::Fails),
        1 => Just(Async::Skips),
    ]
}

fn trees() -> impl Strategy<Value = Tree> {
    let routes = || {
        prop::collection::vec(
            (
                prop::collection::vec(tests(), 0..3),
                prop::option::weighted(0.3, (any::<bool>(), asyncs())),
                prop::bool::weighted(0.3),
            ),
            0..6,
        )
    };
    let leaf = (prop::option::weighted(0.3, tests()), any::<bool>(), routes(), any::<bool>())
        .prop_map(|(gate, outer, routes, fallback)| Tree {
            gate,
            outer,
            routes,
            children: Vec::new(),
            fallback,
        });
    leaf.prop_recursive(3, 10, 3, move |inner| {
        (
            prop::option::weighted(0.3, tests()),
            prop::bool::weighted(0.2),
            routes(),
            prop::collection::vec(inner, 0..3),
            prop::bool::weighted(0.2),
        )
            .prop_map(|(gate, outer, routes, children, fallback)| Tree {
                gate,
                outer,
                routes,
                children,
                fallback,
            })
    })
}

/// Any of the filters, chosen at run time.
struct Dyn(Box<dyn Filter<Message>>);

impl Filter<Message> for Dyn {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        self.0.check(candidate)
    }

    fn selector(&self) -> chappe_core::filter::Selector {
        self.0.selector()
    }

    fn is_pure(&self) -> bool {
        self.0.is_pure()
    }
}

/// A filter without a selector, which records its calls.
struct Opaque(Trace, String, Result<bool, ()>);

impl Filter<Message> for Opaque {
    fn check(&self, _: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        self.0.note(&*self.1);
        self.2.map_err(|()| "failed".into())
    }
}

/// The first group of the newest match.
struct Groups(Option<std::ops::Range<usize>>);

/// A filter that stores groups, and their extractor.
#[cfg(feature = "regex")]
mod groups {
    use chappe_core::filter::{Captures, text_matches};

    use super::*;

    impl<S: Sync> FromRequest<Message, S> for Groups {
        type Rejection = BoxError;

        async fn from_request(request: &Request<Message>, state: &S) -> Result<Self, BoxError> {
            Ok(Self(Captures::from_request(request, state).await?.range(1)))
        }
    }

    pub(super) fn matches(number: u8) -> Box<dyn Filter<Message>> {
        Box::new(text_matches(&format!("^/c({number})")))
    }
}

/// Without regular expressions, the same filter that stores nothing.
#[cfg(not(feature = "regex"))]
mod groups {
    use super::*;

    impl<S: Sync> FromRequest<Message, S> for Groups {
        type Rejection = std::convert::Infallible;

        async fn from_request(_: &Request<Message>, _: &S) -> Result<Self, Self::Rejection> {
            Ok(Self(None))
        }
    }

    pub(super) fn matches(number: u8) -> Box<dyn Filter<Message>> {
        Box::new(text_prefix(format!("/c{number}")))
    }
}

fn filter(test: &Test, trace: &Trace, path: &str) -> Dyn {
    let opaque = |answer| Opaque(trace.clone(), format!("?{path}"), answer);
    let part = |test, name: &str| filter(test, trace, &format!("{path}{name}"));
    Dyn(match test {
        Test::Command(name, ignores_case, text_only) => {
            let mut filter = command(format!("c{name}"));
            if *ignores_case {
                filter = filter.ignore_case();
            }
            Box::new(if *text_only { filter.text_only() } else { filter })
        }
        Test::Text(number) => Box::new(text_is(format!("/c{number}"))),
        Test::Prefix(number) => Box::new(text_prefix(format!("/c{number}"))),
        Test::Any => Box::new(text()),
        Test::Chat(id) => Box::new(chat_id([*id])),
        Test::Private => Box::new(chat_type(ChatType::Private)),
        Test::Group => Box::new(in_group()),
        Test::Topic(chat) => Box::new(in_chat_with(*chat, 3)),
        Test::Photo => Box::new(content(Content::Photo)),
        Test::Matches(number) => groups::matches(*number),
        Test::Function(stored) => {
            let (trace, name, stored) = (trace.clone(), format!("?{path}"), stored.map(Stored));
            Box::new(filter_fn(move |candidate: &mut Candidate<'_, Message>| {
                let before = candidate.get::<Stored>().map(|stored| stored.0);
                trace.note(format!("{name}:{before:?}"));
                stored.clone()
            }))
        }
        Test::Opaque(answer) => Box::new(opaque(Ok(*answer))),
        Test::Fails => Box::new(opaque(Err(()))),
        Test::And(left, right) => Box::new(part(left, "l").and(part(right, "r"))),
        Test::Or(left, right) => Box::new(part(left, "l").or(part(right, "r"))),
        Test::Not(test) => Box::new(part(test, "n").not()),
    })
}

fn router(tree: &Tree, trace: &Trace, path: &str) -> Router {
    let mut router = Router::new(path.to_owned());
    router = router.message(|mut on| {
        if let Some(gate) = &tree.gate {
            on = on.filter(filter(gate, trace, &format!("{path}gate")));
        }
        if tree.outer {
            on = on.outer_layer(trace.layer("outer"));
        }
        for (number, (tests, asynchronous, skips)) in tree.routes.iter().enumerate() {
            let name = format!("{path}h{number}");
            let all = tests
                .iter()
                .enumerate()
                .map(|(at, test)| filter(test, trace, &format!("{name}f{at}")));
            let mut filters: Vec<Dyn> = all.collect();
            let awaited = asynchronous.map(|(first, result)| {
                let (trace, name) = (trace.clone(), format!("~{name}"));
                let filter = from_filter(move || {
                    trace.note(&*name);
                    std::future::ready(match result {
                        Async::Declines => Ok::<_, BoxError>(None),
                        Async::Stores(number) => Ok(Some(Stored(number))),
                        Async::Fails => Err("failed".into()),
                        Async::Skips => Err(Skip.into()),
                    })
                });
                (first, filter)
            });
            let (trace, skips) = (trace.clone(), *skips);
            let handler = move |stored: Option<Extension<Stored>>, groups: Option<Groups>| {
                let stored = stored.map(|Extension(Stored(number))| number);
                trace.note(format!("{name}:{stored:?}:{:?}", groups.map(|Groups(groups)| groups)));
                let answer = if skips { Err(Skip) } else { Ok(reply(&*name)) };
                std::future::ready(answer)
            };
            on = match (filters.pop(), filters.pop(), awaited) {
                (None, _, None) => on.on((), handler),
                (None, _, Some((_, awaited))) => on.on(awaited, handler),
                (Some(only), None, None) => on.on(only, handler),
                (Some(only), None, Some((true, awaited))) => on.on((awaited, only), handler),
                (Some(only), None, Some((false, awaited))) => on.on((only, awaited), handler),
                (Some(second), Some(first), None) => on.on((first, second), handler),
                (Some(second), Some(first), Some((true, awaited))) => {
                    on.on((awaited, first, second), handler)
                }
                (Some(second), Some(first), Some((false, awaited))) => {
                    on.on((first, awaited, second), handler)
                }
            };
        }
        if tree.fallback {
            let name = format!("{path}fallback");
            on = on.fallback(move || std::future::ready(reply(&*name)));
        }
        on
    });
    for (number, child) in tree.children.iter().enumerate() {
        router = router.include(self::router(child, trace, &format!("{path}{number}.")));
    }
    router
}

/// A message in the topic 3 of a supergroup.
fn in_topic(chat: i64) -> Update {
    let json = format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":{chat},"type":"supergroup"}},"is_topic_message":true,"message_thread_id":3,"text":"/c1"}}}}"#
    );
    Update::from_slice(json.as_bytes()).unwrap()
}

fn updates() -> Vec<Update> {
    let texts = ["/c0", "/C1 x", "/c2@me", "/c3@other", "/c", "hi", "/c10"];
    let messages = texts.iter().map(|text| fixtures::message(text));
    let captions = ["/c0", "/C1 x", "/c2@me x", "/c3@other", "x"].map(captioned);
    let messages = messages.chain(captions);
    let in_topics = [7, 8].map(in_topic);
    let messages = messages.chain(in_topics);
    messages.chain([fixtures::message_in(1, 8, "/c1"), fixtures::callback_query("/c1")]).collect()
}

/// The number of random trees: `TREES`, or 300.
fn cases() -> u32 {
    std::env::var("TREES").ok().and_then(|trees| trees.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn random_trees_behave_the_same_with_and_without_the_index(tree in trees()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let trace = Trace::default();
        let built = |with_index: bool| {
            let me = chappe_core::Me::new(1, "me");
            let builder = Dispatcher::builder(router(&tree, &trace, "")).me(me);
            if with_index { builder.build() } else { builder.without_index().build() }
        };
        let (with, without) = (built(true), built(false));
        for update in updates() {
            let outcomes = [&with, &without].map(|dispatcher| {
                let outcome = runtime.block_on(dispatch(dispatcher, update.clone()));
                (outcome, trace.take())
            });
            prop_assert_eq!(&outcomes[0], &outcomes[1], "{:?}", update.message().and_then(|m| m.text.clone()));
        }
    }
}

/// The data of buttons: `N` and a digit.
#[derive(Clone, Debug)]
struct Number<const N: char>(u8);

impl<const N: char> CallbackData for Number<N> {
    const PREFIX: &'static str = if N == 'a' { "a" } else { "ab" };

    fn pack(&self) -> String {
        format!("{}{}", Self::PREFIX, self.0)
    }

    fn unpack(data: &str) -> Option<Self> {
        data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
    }
}

/// A filter of callback queries.
#[derive(Clone, Debug)]
enum Press {
    Any,
    Whole(u8),
    Prefix(bool),
    Data(bool),
    /// The value of the data, which must be divisible by a number.
    When(bool, u8),
}

fn presses() -> impl Strategy<Value = Vec<(Press, bool)>> {
    let press = prop_oneof![
        Just(Press::Any),
        (0..3_u8).prop_map(Press::Whole),
        any::<bool>().prop_map(Press::Prefix),
        any::<bool>().prop_map(Press::Data),
        (any::<bool>(), 1..4_u8).prop_map(|(short, by)| Press::When(short, by)),
    ];
    prop::collection::vec((press, prop::bool::weighted(0.3)), 0..8)
}

fn buttons(presses: &[(Press, bool)], trace: &Trace) -> Router {
    Router::new("buttons").callback_query(|mut q| {
        for (number, (press, skips)) in presses.iter().enumerate() {
            let (trace, skips) = (trace.clone(), *skips);
            let handler = move |a: Option<Data<Number<'a'>>>, ab: Option<Data<Number<'b'>>>| {
                trace.note(format!("{number}:{:?}:{:?}", a.map(|a| a.0.0), ab.map(|ab| ab.0.0)));
                let answer = if skips { Err(Skip) } else { Ok(reply(number.to_string())) };
                std::future::ready(answer)
            };
            q = match *press {
                Press::Any => q.on(|_: &CallbackQuery| true, handler),
                Press::Whole(digit) => q.on(callback_data(format!("ab{digit}")), handler),
                Press::Prefix(short) => {
                    q.on(callback_data_prefix(if short { "a" } else { "ab" }), handler)
                }
                Press::Data(true) => q.on(data::<Number<'a'>>(), handler),
                Press::Data(false) => q.on(data::<Number<'b'>>(), handler),
                Press::When(true, by) => {
                    q.on(data::<Number<'a'>>().when(move |a| a.0 % by == 0), handler)
                }
                Press::When(false, by) => {
                    q.on(data::<Number<'b'>>().when(move |ab| ab.0 % by == 0), handler)
                }
            };
        }
        q
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn random_buttons_behave_the_same_with_and_without_the_index(presses in presses()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let trace = Trace::default();
        let with = Dispatcher::new(buttons(&presses, &trace));
        let without = Dispatcher::builder(buttons(&presses, &trace)).without_index().build();
        for data in ["a0", "a1", "a2", "a6", "ab0", "ab1", "ab2", "ab6", "a", "ab", "x", ""] {
            let update = fixtures::callback_query(data);
            let outcomes = [&with, &without].map(|dispatcher| {
                (runtime.block_on(dispatch(dispatcher, update.clone())), trace.take())
            });
            prop_assert_eq!(&outcomes[0], &outcomes[1], "{}", data);
        }
    }
}

/// A command that counts the calls of its filter.
struct Counted(Command, Arc<AtomicUsize>);

impl Filter<Message> for Counted {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.check(candidate)
    }

    fn selector(&self) -> chappe_core::filter::Selector {
        Filter::<Message>::selector(&self.0)
    }

    fn is_pure(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn one_of_many_commands_is_looked_up_whatever_else_an_update_could_match() {
    let calls = Arc::new(AtomicUsize::new(0));
    let app = Router::new("app").message(|mut m| {
        for number in 0..100 {
            let filter = Counted(command(format!("c{number}")), Arc::clone(&calls));
            m = m.on(filter, async || reply("command"));
        }
        m.on(command("c99").ignore_case(), async || reply("ignoring case"))
            .on(text_is("/c99"), async || reply("text"))
            .on(text_prefix("/c9"), async || reply("prefix"))
            .on(chat_id([7]), async || reply("chat"))
            .on(chat_type(ChatType::Private), async || reply("private"))
            .on(text(), async || reply("any text"))
            .on(|_: &Message| true, async || reply("anything"))
    });
    assert_eq!(dispatch(&Dispatcher::new(app), fixtures::message("/c99")).await, "command");
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}
