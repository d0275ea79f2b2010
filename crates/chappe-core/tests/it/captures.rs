//! The groups of a regular expression as an argument of handlers.

use chappe_core::{
    Dispatcher, Observer, Router,
    filter::{Captures, FilterExt, command, text_matches},
    reply,
};
use chappe_types::{Message, fixtures::message};

use crate::support::dispatch;

fn app(register: impl FnOnce(Observer<Message>) -> Observer<Message>) -> Dispatcher {
    Dispatcher::new(Router::new("app").message(register))
}

#[tokio::test]
async fn a_handler_takes_the_groups_by_number_and_by_name() {
    let pattern = r"(?<what>\w+)(?: for (?<whom>\w+))?(!)?$";
    let app = app(|m| {
        m.on(text_matches(pattern), async |captures: Captures| {
            let texts: Vec<_> = captures.iter().collect();
            let names = (captures.name("what"), captures.name("whom"), captures.name("none"));
            let last = (captures.get(3), captures.range(1), captures.get(4));
            reply(format!("{} {texts:?} {names:?} {last:?}", captures.text()))
        })
    });
    let outcomes = [
        dispatch(&app, message("a pie for you")).await,
        dispatch(&app, message("é pie!")).await,
        dispatch(&app, message("?")).await,
    ];
    let expected = [
        r#"a pie for you [Some("pie for you"), Some("pie"), Some("you"), None] (Some("pie"), Some("you"), None) (None, Some(2..5), None)"#,
        r#"é pie! [Some("pie!"), Some("pie"), None, Some("!")] (Some("pie"), None, None) (Some("!"), Some(3..6), None)"#,
        "unhandled",
    ];
    assert_eq!(outcomes, expected);
}

#[tokio::test]
async fn the_groups_are_those_of_the_filter_that_matched() {
    let first = async |captures: Option<Captures>| {
        reply(captures.and_then(|found| found.get(1).map(str::to_owned)).unwrap_or_default())
    };
    let app = app(|m| {
        m.on((text_matches("(no)"), |_: &Message| false), async || {})
            .on(text_matches("a(.)").or(text_matches("b(.)")).or(command("stop")), first)
            .on((), async |captures: Option<Captures>| reply(format!("{captures:?}")))
    });
    let mut outcomes = Vec::new();
    for text in ["a1", "b2", "/stop", "no"] {
        outcomes.push(dispatch(&app, message(text)).await);
    }
    // An empty reply is the command's: no groups are stored.
    assert_eq!(outcomes, ["1", "2", "", "None"]);
}

#[test]
fn a_handler_of_groups_without_the_filter_is_a_mistake() {
    let app = Router::<()>::new("app").message(|m| m.on((), async |_: Captures| {}));
    let error = Dispatcher::builder(app).try_build().unwrap_err().to_string();
    assert!(error.contains("add the filter `text_matches(…)` to the route"), "{error}");
}
