//! From the text of a command to the enum.

use chappe::{
    commands::{CommandTable, Commands},
    prelude::*,
};
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq, Commands)]
enum Command {
    /// Starts the bot
    Start,
    /// Orders something
    Order { item: String, amount: Option<u32> },
    /// Adds numbers
    #[commands(alias = "sum", aliases = ["total", "plus"])]
    Add(Vec<i32>),
    /// Notes a text
    Note { priority: u8, text: String },
    /// Says something
    ///
    /// This is not a part of the description.
    Say(Option<String>),
    /// Names a thing
    #[commands(quoted)]
    Name { old: String, new: String },
    #[commands(hidden, rename = "debug_2")]
    Debug(#[commands(name = "what")] char, UserId, bool),
    /// Makes an HTTP request
    HTTPGet(f64),
}

fn parse(text: &str) -> Option<Result<Command, String>> {
    Command::parse(text).map(|parsed| parsed.map_err(|bad| bad.to_string()))
}

fn order(item: &str, amount: Option<u32>) -> Command {
    Command::Order { item: item.to_owned(), amount }
}

#[test]
fn fields_take_their_words() {
    for (text, expected) in [
        ("/start", Command::Start),
        ("/start words after it", Command::Start),
        ("  /start@any_bot\n", Command::Start),
        ("/order tea", order("tea", None)),
        ("/order@bot\ttea\n 7 ", order("tea", Some(7))),
        ("/add", Command::Add(vec![])),
        ("/sum 1  -2 3", Command::Add(vec![1, -2, 3])),
        ("/total 1", Command::Add(vec![1])),
        ("/plus 1", Command::Add(vec![1])),
        (
            "/note 5 buy  milk\nand bread ",
            Command::Note { priority: 5, text: "buy  milk\nand bread".to_owned() },
        ),
        ("/say", Command::Say(None)),
        ("/say hello you", Command::Say(Some("hello you".to_owned()))),
        ("/debug_2 ж 7 true", Command::Debug('ж', UserId(7), true)),
        ("/http_get 0.5", Command::HTTPGet(0.5)),
    ] {
        assert_eq!(parse(text), Some(Ok(expected)), "{text}");
    }
}

#[test]
fn quoted_words_are_one_argument_if_asked_for() {
    let name = |old: &str, new: &str| Command::Name { old: old.to_owned(), new: new.to_owned() };
    for (text, expected) in [
        ("/name a b", name("a", "b")),
        (r#"/name "a b" "c d""#, name("a b", "c d")),
        (r#"/name "a \"b\" \\ \n" c"#, name("a \"b\" \\ \\n", "c")),
        ("/name “a b” „c d“", name("a b", "c d")),
        ("/name «a b» c d", name("a b", "c d")),
        (r#"/name "" "x" y"#, name("", "\"x\" y")),
        (r#"/name a"b c"#, name("a\"b", "c")),
    ] {
        assert_eq!(parse(text), Some(Ok(expected)), "{text}");
    }
    let open = Command::parse("/name “a b").unwrap().unwrap_err();
    assert_eq!((open.field(), open.reason()), (Some("old"), "a quotation mark is not closed"));
    assert_eq!(
        parse(r#"/order "a b""#).unwrap().unwrap_err(),
        "the command `/order`: the argument `amount`: invalid digit found in string; usage: /order <item> [amount]"
    );
}

#[test]
fn other_texts_are_no_command() {
    for text in
        ["", " ", "start", "!start", "/", "/ start", "/Start", "/started", "//start", "/debug"]
    {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn bad_arguments_name_the_command_the_field_the_reason_and_the_usage() {
    let bad = |text: &str| {
        let bad = Command::parse(text).unwrap().unwrap_err();
        let usage = bad.usage();
        (bad.command(), bad.field(), bad.reason().to_owned(), usage)
    };
    let order = "/order <item> [amount]".to_owned();
    let number = "invalid digit found in string".to_owned();
    let missing = "it is missing".to_owned();
    assert_eq!(bad("/order"), ("order", Some("item"), missing.clone(), order.clone()));
    assert_eq!(bad("/order tea x"), ("order", Some("amount"), number.clone(), order.clone()));
    assert_eq!(
        bad("/order tea 1 2"),
        ("order", None, "\"2\" is one argument too many".to_owned(), order)
    );
    assert_eq!(bad("/plus 1 x"), ("add", Some("number"), number, "/add [number…]".to_owned()));
    let note = "/note <priority> <text…>".to_owned();
    assert_eq!(bad("/note 1"), ("note", Some("text"), missing.clone(), note));
    let debug = "/debug_2 <what> <user> <true|false>".to_owned();
    assert_eq!(bad("/debug_2 x 1"), ("debug_2", Some("true|false"), missing, debug));
    let error = Command::parse("/order tea 1 2").unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the command `/order`: \"2\" is one argument too many; usage: /order <item> [amount]",
    );
}

#[test]
fn the_table_describes_the_commands() {
    let table: &CommandTable = Command::TABLE;
    let described: Vec<_> = table
        .commands()
        .iter()
        .map(|command| (command.name(), command.description(None), command.is_hidden()))
        .collect();
    assert_eq!(
        described,
        [
            ("start", "Starts the bot", false),
            ("order", "Orders something", false),
            ("add", "Adds numbers", false),
            ("note", "Notes a text", false),
            ("say", "Says something", false),
            ("name", "Names a thing", false),
            ("debug_2", "", true),
            ("http_get", "Makes an HTTP request", false),
        ]
    );
    let names: Vec<_> = table.names().collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!((names.len(), &names), (11, &sorted));
}

#[derive(Clone, Debug, PartialEq, Commands)]
#[commands(prefix = '!', rename_all = "lowercase")]
enum Shouted {
    /// Goes on
    GoOn(u8),
}

#[test]
fn the_prefix_and_the_style_of_names_are_options() {
    assert_eq!(Shouted::parse("!goon 1").unwrap().unwrap(), Shouted::GoOn(1));
    assert_eq!(Shouted::help(None), "!goon <number> — Goes on");
    assert!(Shouted::parse("/goon 1").is_none());
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(
        name in "(order|add|note|say|name|debug_2|http_get|start|.{0,4})",
        space in r"[ \t\n\u{a0}@]?",
        rest in r#"(\PC|[\s"\\«»“”„\u{1f}]){0,24}"#,
    ) {
        let text = format!("/{name}{space}{rest}");
        if let Some(Err(bad)) = Command::parse(&text) {
            let beginning = format!("/{}", bad.command());
            prop_assert!(bad.usage().starts_with(&beginning));
            prop_assert!(!bad.reason().is_empty());
        }
    }

    #[test]
    fn a_quoted_word_may_have_any_characters(word in r"[ -~ж«\n]{0,12}") {
        let quoted = word.replace('\\', r"\\").replace('"', "\\\"");
        let parsed = Command::parse(&format!("/name \"{quoted}\" x")).unwrap().unwrap();
        prop_assert_eq!(parsed, Command::Name { old: word, new: "x".to_owned() });
    }
}
