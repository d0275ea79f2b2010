//! Payloads of `/start` and links.

use std::fmt;

use chappe::{deep_link::Link, prelude::*};
use chappe_testing::{TestBot, sent_text};
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq, DeepLink)]
#[deep_link(tag = "ref")]
struct Referral {
    user: UserId,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, DeepLink)]
enum Target {
    Home,
    Item(u64),
    SearchFor {
        text: String,
        page: Option<u8>,
        strict: bool,
    },
    #[deep_link(tag = "X1")]
    Letter(char),
}

#[derive(Clone, Debug, PartialEq, DeepLink)]
struct Untagged(i64, i64);

#[derive(Clone, Debug, PartialEq, Commands)]
enum Command {
    /// Starts the bot
    Start(Option<Target>),
}

#[test]
fn payloads_are_readable_where_they_can_be() {
    let search = |text: &str, page| Target::SearchFor { text: text.to_owned(), page, strict: true };
    for (target, payload) in [
        (Target::Home, "home"),
        (Target::Item(7), "item_7"),
        (search("tea", Some(2)), "search-for_tea_2_true"),
        (search("", None), "search-for__A_-_true"),
        (search("-", None), "search-for__CLQ_-_true"),
        (search("a_b", None), "search-for__EYV9i_-_true"),
        (Target::Letter('é'), "X1__Dw6k"),
    ] {
        assert_eq!(target.encode().as_deref(), Ok(payload));
        assert_eq!(Target::decode(payload), Some(target));
    }
    assert_eq!(Untagged(-1, 2).encode().as_deref(), Ok("-1_2"));
    let referral = Referral { user: UserId(7), note: None };
    assert_eq!(referral.encode().as_deref(), Ok("ref_7_-"));
}

#[test]
fn other_payloads_do_not_decode() {
    for payload in [
        "",
        "_",
        "home_",
        "home_1",
        "item",
        "item_",
        "item_x",
        "item_-",
        "item__A",
        "other",
        "Home",
        "item_7_7",
        "search-for__Z",
        "X1_ab",
        "item__Cééé",
    ] {
        assert_eq!(Target::decode(payload), None, "{payload}");
    }
    assert_eq!(Untagged::decode("1"), None);
}

#[test]
fn a_payload_of_more_than_64_characters_is_an_error_that_names_the_field() {
    let fits = Target::SearchFor { text: "a".repeat(46), page: None, strict: true };
    assert_eq!(fits.encode().unwrap().len(), 64);
    let text = "a".repeat(47);
    let error = Target::SearchFor { text, page: None, strict: true }.encode().unwrap_err();
    assert_eq!((error.length(), error.field()), (65, Some("text")));
    let error = "é".repeat(40).encode().unwrap_err();
    assert_eq!((error.length(), error.field()), (108, None));
}

#[derive(Clone, Debug, PartialEq)]
struct Code(String);

impl std::str::FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.strip_prefix("code-").map(|code| Self(code.to_owned())).ok_or_else(|| text.to_owned())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code-{}", self.0)
    }
}

fn app() -> Router {
    Router::new("app").message(|m| {
        m.on(deep_link::<Referral>(), async |it: Referral| format!("referred by {}", it.user))
            .on(deep_link::<Code>(), async |StartPayload(Code(code))| format!("code {code}"))
            .on(deep_link::<u8>(), async |StartPayload(it): StartPayload<u8>| {
                format!("number {it}")
            })
            .on(commands::<Command>(), async |Command::Start(target): Command| {
                format!("{target:?}")
            })
            .on((), async || "no start")
    })
}

#[tokio::test]
async fn a_payload_that_does_not_decode_is_no_match() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    for (text, expected) in [
        ("/start ref_7_-", "referred by 7"),
        ("/start@emu1_bot ref_7_-", "referred by 7"),
        ("/start code-x", "code x"),
        ("/start _Y29kZS3DqQ", "code é"),
        ("/start 255", "number 255"),
        ("/start 256", "None"),
        ("/start item_7", "Some(Item(7))"),
        ("/start", "None"),
        ("/start code-x code-y", "None"),
        ("/start \u{1f980} \" _ -\u{0}", "None"),
        ("/start@other_bot 7", "no start"),
    ] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn a_payload_arrives_in_a_group_too() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.group("friends", &[&alice]).await;
    alice.within(&group).send("/start@emu1_bot ref_7_-").await;
    bot.expect(sent_text("referred by 7"));
}

#[test]
fn a_payload_without_its_filter_is_a_mistake_of_the_tree() {
    let app = Router::<()>::new("app")
        .message(|m| m.on(command("start"), async |_: Referral| "referred"));
    let error = Dispatcher::builder(app).try_build().unwrap_err().to_string();
    let remedy = "add the filter `deep_link::<commands::deep_links::Referral>()` to the route";
    assert!(error.ends_with(remedy), "{error}");
}

#[test]
fn links_carry_typed_payloads() {
    let link = Link::start_app("@shop_bot", Some("cart"), &Target::Item(7)).unwrap();
    assert_eq!(link.https(), "https://t.me/shop_bot/cart?startapp=item_7");
    let link = Me::new(42, "shop_bot").start_group_link(&Target::Home).unwrap();
    assert_eq!(link.tg(), "tg://resolve?domain=shop_bot&startgroup=home");
}

proptest! {
    #[test]
    fn any_value_is_decoded_from_its_payload(text in ".{0,12}|[_a-z-]{0,30}", page: Option<u8>, strict: bool) {
        let target = Target::SearchFor { text, page, strict };
        if let Ok(payload) = target.encode() {
            let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
            prop_assert!(payload.len() <= 64 && payload.bytes().all(is_legal), "{}", payload);
            prop_assert_eq!(Target::decode(&payload), Some(target));
        }
    }

    #[test]
    fn any_text_is_decoded_from_its_payload(text in ".{0,16}|[_A-Za-z0-9-]{0,40}") {
        if let Ok(payload) = text.encode() {
            prop_assert_eq!(String::decode(&payload), Some(text));
        }
    }

    #[test]
    fn a_start_with_any_text_starts_the_bot(payload in "(\\PC|\\s){0,70}") {
        let parsed = Command::parse(&format!("/start {payload}"));
        prop_assert!(matches!(parsed, Some(Ok(Command::Start(_)))), "{:?}", parsed);
    }

    #[test]
    fn no_payload_makes_a_decoder_panic(payload in ".{0,70}|[A-Za-z0-9_-]{0,64}") {
        let _ = (Target::decode(&payload), Referral::decode(&payload), Untagged::decode(&payload));
        let _ = (Code::decode(&payload), String::decode(&payload), char::decode(&payload));
    }
}
