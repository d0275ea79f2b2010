//! The derives in a module where the names of the standard library have other meanings.

#![expect(dead_code, reason = "the names only shadow others")]

use std::{option::Option as Maybe, string::String as Text, vec::Vec as List};

struct Result;
struct Option;
struct String;
struct Vec;
struct Box;
fn format() {}
enum Shadows {
    Some,
    None,
    Ok,
    Err,
}
#[expect(unused_imports, reason = "generated code must not use these")]
use Shadows::{Err, None, Ok, Some};

mod nested {
    pub(super) use chappe as telegram;
}

#[derive(Clone, Debug, PartialEq, chappe::commands::Commands)]
#[chappe(crate = nested::telegram)]
enum Command {
    /// Starts the bot
    Start(std::option::Option<Link>),
    /// Sends mail
    #[commands(scope = [default, chat(chats)])]
    r#Mail { to: std::vec::Vec<u32> },
    /// Notes a text
    Note(std::option::Option<std::string::String>),
}

#[derive(Clone, Debug, PartialEq, chappe::deep_link::DeepLink)]
#[chappe(crate = "nested::telegram")]
enum Link {
    Of { number: std::option::Option<u8> },
    Plain(std::string::String, u8),
}

fn chats() -> [i64; 1] {
    [-5]
}

#[test]
fn generated_code_uses_no_name_of_its_surroundings() {
    use chappe::commands::Commands;
    let parse = |text: &str| Command::parse(text).unwrap().unwrap();
    assert_eq!(parse("/start of_-"), Command::Start(Maybe::Some(Link::Of { number: Maybe::None })));
    assert_eq!(
        parse("/start plain_a_7"),
        Command::Start(Maybe::Some(Link::Plain(Text::from("a"), 7)))
    );
    assert_eq!(parse("/mail 1 2"), Command::r#Mail { to: List::from([1, 2]) });
    assert_eq!(parse("/note"), Command::Note(Maybe::None));
}
