//! Mentions of users.

use crate::User;

/// The characters with a meaning in `MarkdownV2`.
const MARKDOWN: &[char] = &[
    '_', '*', '[', ']', '(', ')', '~', '`', '>', '#', '+', '-', '=', '|', '{', '}', '.', '!', '\\',
];

/// Mentions: texts that name the user. Telegram guarantees that a link works if the user has
/// written to the bot, has pressed one of its buttons, or is in the chat.
///
/// Source: Bot API 10.3,
/// [formatting options](https://core.telegram.org/bots/api#formatting-options).
impl User {
    /// Returns the username with `@`, or `None` if the user has no username. It needs no parse
    /// mode.
    #[inline]
    pub fn mention(&self) -> Option<String> {
        self.username.as_ref().map(|username| format!("@{username}"))
    }

    /// Returns a link with the user's full name, for
    /// [`ParseMode::Html`](crate::ParseMode::Html). The name is escaped.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::{ParseMode, SendMessage};
    ///
    /// fn welcome(message: &Message, user: &User) -> SendMessage {
    ///     let text = format!("<b>Welcome</b>, {}!", user.mention_html());
    ///     message.answer(text).parse_mode(ParseMode::Html)
    /// }
    /// # let _ = welcome;
    /// ```
    #[inline]
    pub fn mention_html(&self) -> String {
        self.mention_html_as(&self.full_name())
    }

    /// Returns a link to the user with another text, for
    /// [`ParseMode::Html`](crate::ParseMode::Html). The text is escaped.
    #[inline]
    pub fn mention_html_as(&self, text: &str) -> String {
        format!("<a href=\"{}\">{}</a>", self.url(), escape_html(text))
    }

    /// Returns a link with the user's full name, for
    /// [`ParseMode::MarkdownV2`](crate::ParseMode::MarkdownV2). The name is escaped.
    #[inline]
    pub fn mention_markdown(&self) -> String {
        self.mention_markdown_as(&self.full_name())
    }

    /// Returns a link to the user with another text, for
    /// [`ParseMode::MarkdownV2`](crate::ParseMode::MarkdownV2). The text is escaped.
    #[inline]
    pub fn mention_markdown_as(&self, text: &str) -> String {
        format!("[{}]({})", escape_markdown(text), self.url())
    }
}

#[inline]
fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[inline]
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if MARKDOWN.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Object;

    fn user(first_name: &str, last_name: Option<&str>, username: Option<&str>) -> User {
        let mut user = json!({"id": 7, "is_bot": false, "first_name": first_name});
        if let Some(last_name) = last_name {
            user["last_name"] = json!(last_name);
        }
        if let Some(username) = username {
            user["username"] = json!(username);
        }
        User::from_json(user.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_mention_is_a_link_with_the_escaped_full_name() {
        let plain = user("Ada", Some("King"), None);
        let hostile = user("<b>&\"a\"</b>", Some("[x](y)_*\\.é🦀"), None);
        assert_eq!(
            [
                plain.mention_html(),
                plain.mention_markdown(),
                hostile.mention_html(),
                hostile.mention_markdown(),
            ],
            [
                "<a href=\"tg://user?id=7\">Ada King</a>",
                "[Ada King](tg://user?id=7)",
                "<a href=\"tg://user?id=7\">&lt;b&gt;&amp;\"a\"&lt;/b&gt; [x](y)_*\\.é🦀</a>",
                "[<b\\>&\"a\"</b\\> \\[x\\]\\(y\\)\\_\\*\\\\\\.é🦀](tg://user?id=7)",
            ],
        );
    }

    #[test]
    fn a_mention_may_have_another_text() {
        let user = user("Ada", None, None);
        assert_eq!(user.mention_html_as("R&D"), "<a href=\"tg://user?id=7\">R&amp;D</a>");
        assert_eq!(user.mention_markdown_as("v1.0!"), "[v1\\.0\\!](tg://user?id=7)");
    }

    #[test]
    fn only_a_user_with_a_username_has_a_mention_without_a_link() {
        assert_eq!(user("Ada", None, Some("ada")).mention(), Some("@ada".to_owned()));
        assert_eq!(user("Ada", None, None).mention(), None);
    }
}
