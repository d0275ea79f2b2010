//! Functions as filters, and the conditions of callback data.

use chappe_core::{
    BoxError, Dispatcher, Observer, Router, Skip,
    callback_data::{CallbackData, Data, data},
    extract::{Extension, Text},
    filter::{Candidate, Filter, FilterExt, Matcher, filter_fn, from_filter, text},
    reply,
};
use chappe_types::{
    CallbackQuery, Message,
    fixtures::{callback_query, message},
};

use crate::support::{captioned, dispatch, without_lines};

fn app(register: impl FnOnce(Observer<Message>) -> Observer<Message>) -> Dispatcher {
    Dispatcher::new(Router::new("app").message(register))
}

#[tokio::test]
async fn when_infers_the_argument_of_its_closure() {
    let app = app(|m| {
        m.when(|message| message.caption.is_some(), async || reply("a caption"))
            .when(|message| message.text.as_deref() == Some("hi"), async || reply("a greeting"))
    });
    let outcomes = [
        dispatch(&app, captioned("a cat")).await,
        dispatch(&app, message("hi")).await,
        dispatch(&app, message("bye")).await,
    ];
    assert_eq!(outcomes, ["a caption", "a greeting", "unhandled"]);
}

#[test]
fn when_is_described_as_on_with_a_closure_is() {
    let app = Router::<()>::new("app")
        .message(|m| m.on(|_: &Message| true, async || {}).when(|_| true, async || {}));
    let name = "when_is_described_as_on_with_a_closure_is::closure";
    let route = format!("    on {name} -> closure at tests/it/filter_functions.rs\n");
    assert_eq!(
        without_lines(&Dispatcher::new(app).describe().to_string()),
        format!("app\n  message\n{route}{route}"),
    );
}

#[test]
fn warnings_about_a_route_of_when_name_the_line_of_its_call() {
    let app = Router::<()>::new("app").message(|m| {
        let m = m.on((), async || {});
        m.when(|_| true, async || {})
    });
    let location = format!("filter_functions.rs:{}` is unreachable", line!() - 2);
    let dispatcher = Dispatcher::new(app);
    assert!(
        matches!(dispatcher.warnings(), [warning] if warning.contains(&location)),
        "{:?}",
        dispatcher.warnings(),
    );
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Length(usize);

#[tokio::test]
async fn a_filter_fn_sees_the_whole_request_and_may_store_values() {
    let stores = filter_fn(|candidate: &mut Candidate<'_, Message>| {
        let length = candidate.event().text.as_ref().map_or(0, |text| text.len());
        candidate.insert(Length(length));
        candidate.get::<&str>() == Some(&"open") && length > 2
    });
    let app = Router::new("app").message(|m| {
        m.on((text(), stores), async |Extension(length): Extension<Length>| {
            reply(length.0.to_string())
        })
    });
    let closed = Dispatcher::new(app);
    let open = closed.with_extension("open");
    let outcomes = [
        dispatch(&open, message("hello")).await,
        dispatch(&open, message("hi")).await,
        dispatch(&closed, message("hello")).await,
    ];
    assert_eq!(outcomes, ["5", "unhandled", "unhandled"]);
}

#[tokio::test]
async fn a_filter_fn_may_return_a_bool_an_option_or_a_result_of_these() {
    fn text_of(candidate: &Candidate<'_, Message>) -> Option<String> {
        candidate.event().text.as_deref().map(str::to_owned)
    }
    fn parses(candidate: &mut Candidate<'_, Message>) -> Result<bool, std::num::ParseIntError> {
        Ok(text_of(candidate).unwrap_or_default().parse::<u8>()? > 9)
    }
    let option = filter_fn(|candidate: &mut Candidate<'_, Message>| {
        Some(Length(text_of(candidate)?.strip_prefix("len ")?.len()))
    });
    let result = filter_fn(|candidate: &mut Candidate<'_, Message>| {
        let text = text_of(candidate).ok_or(Skip)?;
        let rest = text.strip_prefix("try ");
        match rest {
            Some("fail") => Err(BoxError::from("no")),
            rest => Ok(rest.map(|rest| Length(10 * rest.len()))),
        }
    });
    let number = filter_fn(parses);
    let app = app(|m| {
        m.on(option, async |Extension(length): Extension<Length>| reply(format!("{length:?}")))
            .on(result, async |Extension(length): Extension<Length>| reply(format!("{length:?}")))
            .on(number, async || reply("a number"))
    });
    let mut outcomes = Vec::new();
    for text in ["len abc", "try ab", "try fail", "17", "8", "x"] {
        outcomes.push(dispatch(&app, message(text)).await);
    }
    outcomes.push(dispatch(&app, captioned("a cat")).await);
    let expected = [
        "Length(3)",
        "Length(20)",
        "failed: no",
        "a number",
        "unhandled",
        "failed: invalid digit found in string",
        "failed: cannot parse integer from empty string",
    ];
    assert_eq!(outcomes, expected);
}

#[tokio::test]
async fn an_optional_bool_passes_only_if_it_is_true() {
    let is_long = filter_fn(|candidate: &mut Candidate<'_, Message>| {
        let text = candidate.event().text.as_deref()?;
        Some(text.len() > 5)
    });
    let is_short = from_filter(async |text: Option<Text>| {
        let Text(text) = text.ok_or(Skip)?;
        Ok::<_, BoxError>(Some(text.len() < 3))
    });
    let app = app(|m| {
        m.on(is_long, async |stored: Option<Extension<bool>>| {
            reply(if stored.is_some() { "stored" } else { "long" })
        })
        .on(is_short, async || reply("short"))
    });
    let mut outcomes = Vec::new();
    for text in ["a long text", "no", "four"] {
        outcomes.push(dispatch(&app, message(text)).await);
    }
    outcomes.push(dispatch(&app, captioned("a long caption")).await);
    assert_eq!(outcomes, ["long", "short", "unhandled", "unhandled"]);
}

#[tokio::test]
async fn filter_fns_combine_with_other_filters() {
    let is = |expected: &'static str| {
        filter_fn(move |candidate: &mut Candidate<'_, Message>| {
            candidate.insert(expected);
            candidate.event().text.as_deref() == Some(expected)
        })
    };
    let app = app(|m| {
        m.on(is("a").or(is("b")), async |Extension(text): Extension<&str>| reply(text))
            .on(text().and(is("c").not()), async || reply("neither"))
    });
    let mut outcomes = Vec::new();
    for text in ["a", "b", "c", "d"] {
        outcomes.push(dispatch(&app, message(text)).await);
    }
    assert_eq!(outcomes, ["a", "b", "unhandled", "neither"]);
}

#[test]
fn a_filter_fn_is_named_after_its_function() {
    fn passes(_: &mut Candidate<'_, Message>) -> bool {
        true
    }
    assert_eq!(format!("{:?}", Matcher::new(filter_fn(passes))), "[filter_fn(passes)]");
}

#[derive(Clone, Debug, PartialEq)]
struct Vote(i32);

impl CallbackData for Vote {
    const PREFIX: &'static str = "vote:";

    fn pack(&self) -> String {
        format!("vote:{}", self.0)
    }

    fn unpack(data: &str) -> Option<Self> {
        data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
    }
}

#[tokio::test]
async fn data_when_matches_by_the_decoded_value_and_stores_it() {
    let app = Router::new("app").callback_query(|q| {
        q.on(data::<Vote>().when(|vote| vote.0 > 0), async |Data(vote): Data<Vote>| {
            reply(format!("+{}", vote.0))
        })
        .on(data::<Vote>().when(|vote| vote.0 == 0), async || reply("none"))
        .on(data::<Vote>(), async |Data(vote): Data<Vote>| reply(vote.0.to_string()))
    });
    let app = Dispatcher::new(app);
    let mut outcomes = Vec::new();
    for data in ["vote:7", "vote:0", "vote:-7", "vote:x", "other"] {
        outcomes.push(dispatch(&app, callback_query(data)).await);
    }
    assert_eq!(outcomes, ["+7", "none", "-7", "unhandled", "unhandled"]);
}

#[test]
fn data_when_keeps_the_selector_of_data() {
    let (plain, conditional) = (data::<Vote>(), data::<Vote>().when(|vote| vote.0 > 0));
    assert_eq!(Filter::<CallbackQuery>::selector(&conditional), plain.selector());
    assert!(!plain.selector().is_any());
    assert_eq!(
        conditional.name(),
        "data::<Vote>().when(data_when_keeps_the_selector_of_data::closure)",
    );
}
