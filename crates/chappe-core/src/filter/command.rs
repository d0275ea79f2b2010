//! Filters for bot commands.

use std::any::TypeId;

use chappe_types::{Message, Update};

use crate::{
    error::BoxError,
    error_event::ErrorEvent,
    event_type::EventType,
    filter::{Candidate, Filter, Selector, selector::Key},
    me::Me,
    text::{Written, lower},
};

/// The longest name of a command, in characters.
///
/// Source: Bot API 10.3, [`BotCommand`](https://core.telegram.org/bots/api#botcommand).
const MAX_NAME_LEN: usize = 32;

/// Matches messages whose text or caption begins with `/name`.
///
/// `/name@some_bot` matches only if `some_bot` is this bot's username, in upper or lower case, so
/// that two bots in one group do not answer each other's commands. Leading white space is ignored.
///
/// Building the dispatcher fails if the name is not valid: Telegram accepts 1–32 characters of
/// `a`–`z`, `0`–`9` and `_`. Capital letters, which Telegram's clients do not offer, are a
/// [warning](crate::Dispatcher::warnings) unless the filter [ignores case](Command::ignore_case).
///
/// Source: Bot API 10.3, [`BotCommand`](https://core.telegram.org/bots/api#botcommand).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn start(CommandArgs(payload): CommandArgs) -> impl IntoOutcome {
///     reply(format!("started with {payload:?}"))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(command("start"), start));
/// # let _ = router;
/// ```
pub fn command(name: impl Into<String>) -> Command {
    any_command([name])
}

/// Matches messages whose text or caption begins with one of several commands.
///
/// For commands with arguments, a menu and a help text, see
/// [`commands`](crate::commands::commands()).
pub fn any_command<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Command {
    Command {
        names: names.into_iter().map(Into::into).collect(),
        prefixes: "/".to_owned(),
        ignores_case: false,
        ignores_mention: false,
        reads_captions: true,
    }
}

/// Matches bot commands; created by [`command`] and [`any_command`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Command {
    names: Vec<String>,
    prefixes: String,
    ignores_case: bool,
    ignores_mention: bool,
    reads_captions: bool,
}

impl Command {
    /// Sets the characters that may precede the name. Defaults to `/`.
    pub fn prefix(mut self, prefixes: impl Into<String>) -> Self {
        self.prefixes = prefixes.into();
        self
    }

    /// Matches the name in upper and lower case.
    pub fn ignore_case(mut self) -> Self {
        self.ignores_case = true;
        self
    }

    /// Matches commands that mention any bot.
    pub fn ignore_mention(mut self) -> Self {
        self.ignores_mention = true;
        self
    }

    /// Matches texts only, not captions.
    pub fn text_only(mut self) -> Self {
        self.reads_captions = false;
        self
    }

    fn matches(&self, message: &Message, me: &Me) -> bool {
        let caption = || message.caption.as_deref().filter(|_| self.reads_captions);
        let Some(text) = message.text.as_deref().or_else(caption) else { return false };
        self.is_plainly_in(text) || Written::parse(text).is_some_and(|it| self.is(it, me))
    }

    /// The fast path, for nearly all commands: whether the text begins with `/` and a name,
    /// followed by a space, a line break or the end.
    fn is_plainly_in(&self, text: &str) -> bool {
        let word = text.strip_prefix('/').filter(|_| self.prefixes == "/");
        let Some(word) = word else { return false };
        self.names.iter().any(|name| {
            let rest = word.strip_prefix(&**name);
            rest.is_some_and(|rest| matches!(rest.as_bytes().first(), None | Some(b' ' | b'\n')))
        })
    }

    fn is(&self, written: Written<'_>, me: &Me) -> bool {
        self.prefixes.contains(written.prefix)
            && self.names.iter().any(|name| self.is_named(name, written.name))
            && (self.ignores_mention || written.is_addressed_to(me))
    }

    fn is_named(&self, name: &str, written: &str) -> bool {
        name == written || (self.ignores_case && lower(name) == lower(written))
    }

    // Not generic: instantiated in this crate, not in each bot.

    fn keys(&self) -> Selector {
        let mut keys = Vec::new();
        for prefix in self.prefixes.chars() {
            for name in &self.names {
                let mut word = String::from(prefix);
                word.push_str(name);
                keys.push(match self.ignores_case {
                    true => Key::CommandIgnoringCase(lower(&word).into()),
                    false => Key::Command(word.into()),
                });
            }
        }
        let mut selector = Selector::keys(keys);
        if self.ignores_mention {
            selector = selector.ignoring_mention();
        }
        // The keys of a command in a text and in a caption are the same.
        if self.reads_captions { selector.exact() } else { selector }
    }

    fn label(&self) -> String {
        match &*self.names {
            [name] => format!("command({name:?})"),
            names => format!("any_command({names:?})"),
        }
    }

    /// The mistake of the filter that does not depend on the event.
    fn mistake(&self) -> Option<String> {
        if self.names.is_empty() || self.prefixes.is_empty() {
            return Some("a command without a name or prefix never matches".to_owned());
        }
        // Telegram's rules apply to commands with `/` only.
        if !self.prefixes.contains('/') {
            return None;
        }
        let illegal = self.names.iter().find(|name| !is_legal(&lower(name)))?;
        Some(format!(
            "{illegal:?} is not a valid command: use 1–{MAX_NAME_LEN} characters of a–z, 0–9 and _"
        ))
    }

    /// The probable mistake of the filter.
    fn doubt(&self) -> Option<String> {
        if self.ignores_case || !self.prefixes.contains('/') {
            return None;
        }
        let capital = self.names.iter().find(|name| **name != *lower(name))?;
        Some(format!(
            "{capital:?} has capital letters, but Telegram's clients offer commands in lower case: write it in lower case, or match either case with `.ignore_case()`"
        ))
    }
}

/// The mistake of a filter of commands if events of type `E` have no message.
pub(crate) fn carries_no_messages<E: EventType>() -> Option<String> {
    let carries_messages =
        [TypeId::of::<Message>(), TypeId::of::<Update>(), TypeId::of::<ErrorEvent>()];
    (!carries_messages.contains(&TypeId::of::<E>())).then(|| {
        "commands occur in messages only: register the filter with an observer of messages"
            .to_owned()
    })
}

/// Whether Telegram accepts the name of a command.
fn is_legal(name: &str) -> bool {
    (1..=MAX_NAME_LEN).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

impl<E: EventType> Filter<E> for Command {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let message = candidate.update().message();
        Ok(message.is_some_and(|message| self.matches(message, candidate.me())))
    }

    fn selector(&self) -> Selector {
        self.keys()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        self.label()
    }

    fn problem(&self) -> Option<String> {
        carries_no_messages::<E>().or_else(|| self.mistake())
    }

    fn warning(&self) -> Option<String> {
        self.doubt()
    }
}

#[cfg(test)]
mod tests {
    use chappe_types::fixtures;

    use super::*;
    use crate::text::command_word;

    #[track_caller]
    fn check(filter: &Command, text: &str, expected: bool) {
        check_update(filter, &fixtures::message(text), text, expected);
    }

    /// A photo with a caption.
    fn captioned(caption: &str) -> Update {
        let caption = serde_json::Value::from(caption);
        let json = format!(
            r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":7,"type":"private"}},"photo":[],"caption":{caption}}}}}"#
        );
        Update::from_slice(json.as_bytes()).unwrap()
    }

    #[track_caller]
    fn check_update(filter: &Command, update: &Update, text: &str, expected: bool) {
        let me = Me::new(42, "echo_bot");
        assert_eq!(filter.matches(update.message().unwrap(), &me), expected, "{text:?}");
        // The index must find each command that matches.
        let word = command_word(update).unwrap_or_default();
        let keys = Filter::<Message>::selector(filter);
        let found = keys.as_keys().unwrap().iter().any(|key| match key {
            Key::Command(key) => **key == *word,
            Key::CommandIgnoringCase(key) => **key == *lower(word),
            _ => false,
        });
        assert!(found || !expected, "{text:?} is looked up as {word:?}");
    }

    #[test]
    fn matches_the_command_whatever_follows_it() {
        for text in ["/start", "/start now", "/start\nnow", "  /start", "/start@", "/start\u{1f}x"]
        {
            check(&command("start"), text, true);
        }
    }

    #[test]
    fn a_mention_must_be_the_username_of_the_bot_in_upper_or_lower_case() {
        check(&command("start"), "/start@echo_bot", true);
        check(&command("start"), "/start@Echo_Bot now", true);
        check(&command("start"), "/start@other_bot", false);
        check(&command("start").ignore_mention(), "/start@other_bot", true);
    }

    #[test]
    fn ignores_other_commands_and_prose() {
        for text in [
            "/START",
            "/started",
            "please /start",
            "/ start",
            "start",
            "/",
            "",
            " ",
            "!start",
            "!/start",
        ] {
            check(&command("start"), text, false);
        }
    }

    #[test]
    fn prefix_and_case_are_options() {
        let filter = any_command(["start", "go"]).prefix("!@").ignore_case();
        for (text, expected) in [
            ("!START", true),
            ("@go", true),
            ("@Go@echo_bot", true),
            ("/start", false),
            ("!@go", false),
        ] {
            check(&filter, text, expected);
        }
    }

    #[test]
    fn lower_case_does_not_depend_on_adjacent_letters() {
        check(&command("Σ").prefix("x").ignore_case(), "xσ", true);
        check(&command("Σ").prefix("x").ignore_case(), "xΣ", true);
    }

    #[test]
    fn captions_match_like_texts_unless_the_filter_is_text_only() {
        for caption in ["/start", "/start now", "  /start", "/start@echo_bot\nnow"] {
            check_update(&command("start"), &captioned(caption), caption, true);
            check_update(&command("start").text_only(), &captioned(caption), caption, false);
            check(&command("start").text_only(), caption, true);
        }
        check_update(&command("start"), &captioned("see /start"), "see /start", false);
        let go = command("go").prefix("!").ignore_case();
        check_update(&go, &captioned("!GO"), "!GO", true);
    }

    #[test]
    fn names_that_telegram_rejects_are_a_problem() {
        let problem = |filter: Command| Filter::<Message>::problem(&filter).is_some();
        let long = "a".repeat(33);
        assert!(["A-b", "a-b", "", "ж", &*long].map(|name| problem(command(name))) == [true; 5]);
        assert!(!problem(command("start_2")));
        assert!(!problem(command("Start").ignore_case()));
        assert!(!problem(command("Старт").prefix("!")));
    }

    #[test]
    fn capital_letters_are_a_warning_with_a_remedy() {
        let filters = [
            any_command(["go", "Start"]),
            command("Start").ignore_case(),
            command("Start").prefix("!"),
            command("start"),
        ];
        assert_eq!(
            filters.map(|filter| (
                <Command as Filter<Message>>::problem(&filter),
                <Command as Filter<Message>>::warning(&filter)
            )),
            [
                (
                    None,
                    Some(
                        "\"Start\" has capital letters, but Telegram's clients offer commands in lower case: write it in lower case, or match either case with `.ignore_case()`".to_owned()
                    )
                ),
                (None, None),
                (None, None),
                (None, None),
            ]
        );
    }
}
