//! Links of `t.me`.

use std::fmt;

use chappe_types::{ChatId, Message, MessageId};

use crate::{
    deep_link::{DeepLink, PayloadError},
    me::Me,
};

/// A link that Telegram's clients open, in two forms: `https://t.me/…`, which works everywhere, and
/// `tg://…`, which opens the client without a browser.
///
/// Usernames are given with or without `@`. `Display` writes the first form.
///
/// Source: [deep links](https://core.telegram.org/api/links).
///
/// # Example
///
/// ```
/// use chappe::deep_link::Link;
/// use chappe::prelude::*;
///
/// let me = Me::new(42, "shop_bot");
/// let link = me.start_link(&UserId(7))?;
/// assert_eq!(link.https(), "https://t.me/shop_bot?start=7");
/// assert_eq!(link.tg(), "tg://resolve?domain=shop_bot&start=7");
///
/// let post = Link::post("@durov", MessageId(5));
/// assert_eq!(post.to_string(), "https://t.me/durov/5");
/// # Ok::<(), BoxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    https: String,
    tg: String,
}

/// What the ids of supergroups and channels begin with: `-100` and the number of links.
const CHANNELS: i64 = -1_000_000_000_000;

impl Link {
    /// Returns the link to a user, bot, public group or channel.
    pub fn user(username: &str) -> Self {
        let name = without_at(username);
        Self { https: format!("https://t.me/{name}"), tg: format!("tg://resolve?domain={name}") }
    }

    /// Returns the link to a user by phone number: digits with the country's code.
    pub fn phone(number: &str) -> Self {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        Self {
            https: format!("https://t.me/+{digits}"),
            tg: format!("tg://resolve?phone={digits}"),
        }
    }

    /// Returns the link that opens the chat with a bot, where the user starts it with a payload.
    ///
    /// # Errors
    ///
    /// Fails if the payload is too long.
    pub fn start<P: DeepLink>(bot: &str, payload: &P) -> Result<Self, PayloadError> {
        Ok(Self::user(bot).with("start", &payload.encode()?))
    }

    /// Returns the link that asks for a group, adds the bot to it, and starts it there with a
    /// payload.
    ///
    /// # Errors
    ///
    /// Fails if the payload is too long.
    pub fn start_group<P: DeepLink>(bot: &str, payload: &P) -> Result<Self, PayloadError> {
        Ok(Self::user(bot).with("startgroup", &payload.encode()?))
    }

    /// Returns the link that opens a web app of a bot with a payload: the app with a short name, or
    /// the main one.
    ///
    /// # Errors
    ///
    /// Fails if the payload has more than 64 characters.
    pub fn start_app<P: DeepLink>(
        bot: &str,
        app: Option<&str>,
        payload: &P,
    ) -> Result<Self, PayloadError> {
        let mut link = Self::user(bot);
        if let Some(app) = app {
            link.https.extend(["/", app]);
            link.tg.extend(["&appname=", app]);
        }
        Ok(link.with("startapp", &payload.encode()?))
    }

    /// Returns the link that opens the web app of a bot from the attachment menu of the current
    /// chat, with a payload.
    ///
    /// # Errors
    ///
    /// Fails if the payload is too long.
    pub fn start_attach<P: DeepLink>(bot: &str, payload: &P) -> Result<Self, PayloadError> {
        Ok(Self::user(bot).with("startattach", &payload.encode()?))
    }

    /// Returns the link to a message of a public group or channel.
    pub fn post(chat: &str, message: MessageId) -> Self {
        let Self { https, tg } = Self::user(chat);
        Self { https: format!("{https}/{message}"), tg: format!("{tg}&post={message}") }
    }

    /// Returns the link to a message of a supergroup or channel, which its members can open; `None`
    /// if the chat is neither.
    pub fn private_post(chat: ChatId, message: MessageId) -> Option<Self> {
        let number = CHANNELS.checked_sub(chat.0).filter(|number| *number > 0)?;
        Some(Self {
            https: format!("https://t.me/c/{number}/{message}"),
            tg: format!("tg://privatepost?channel={number}&post={message}"),
        })
    }

    /// Returns the link to a message: by the username of its chat if there is one. `None` if the
    /// chat is neither a supergroup nor a channel.
    pub fn message(message: &Message) -> Option<Self> {
        let private = Self::private_post(message.chat.id, message.message_id)?;
        Some(match &message.chat.username {
            Some(username) => Self::post(username, message.message_id),
            None => private,
        })
    }

    /// Returns the form `https://t.me/…`.
    pub fn https(&self) -> &str {
        &self.https
    }

    /// Returns the form `tg://…`.
    pub fn tg(&self) -> &str {
        &self.tg
    }

    /// Adds a parameter, whose value has no character that must be escaped.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.https.extend(["?", name, "=", value]);
        self.tg.extend(["&", name, "=", value]);
        self
    }
}

fn without_at(username: &str) -> &str {
    username.strip_prefix('@').unwrap_or(username)
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.https)
    }
}

/// Links to the bot.
impl Me {
    /// Returns the link that opens the chat with this bot, where the user starts it with a payload.
    ///
    /// # Errors
    ///
    /// Fails if the payload is too long.
    pub fn start_link<P: DeepLink>(&self, payload: &P) -> Result<Link, PayloadError> {
        Link::start(&self.username, payload)
    }

    /// Returns the link that adds this bot to a group, and starts it there with a payload.
    ///
    /// # Errors
    ///
    /// Fails if the payload is too long.
    pub fn start_group_link<P: DeepLink>(&self, payload: &P) -> Result<Link, PayloadError> {
        Link::start_group(&self.username, payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(link: Link) -> [String; 2] {
        [link.https, link.tg]
    }

    #[test]
    fn links_have_both_forms() {
        let links = [
            Link::user("@ada"),
            Link::phone("+44 20 7946-0000"),
            Link::start("b_bot", &7).unwrap(),
            Link::start_group("b_bot", &7).unwrap(),
            Link::start_app("b_bot", None, &7).unwrap(),
            Link::start_app("b_bot", Some("shop"), &7).unwrap(),
            Link::start_attach("b_bot", &7).unwrap(),
            Link::post("news", MessageId(5)),
            Link::private_post(ChatId(-1_001_234_567_890), MessageId(5)).unwrap(),
        ];
        assert_eq!(
            links.map(forms),
            [
                ["https://t.me/ada", "tg://resolve?domain=ada"],
                ["https://t.me/+442079460000", "tg://resolve?phone=442079460000"],
                ["https://t.me/b_bot?start=7", "tg://resolve?domain=b_bot&start=7"],
                ["https://t.me/b_bot?startgroup=7", "tg://resolve?domain=b_bot&startgroup=7"],
                ["https://t.me/b_bot?startapp=7", "tg://resolve?domain=b_bot&startapp=7"],
                [
                    "https://t.me/b_bot/shop?startapp=7",
                    "tg://resolve?domain=b_bot&appname=shop&startapp=7",
                ],
                ["https://t.me/b_bot?startattach=7", "tg://resolve?domain=b_bot&startattach=7"],
                ["https://t.me/news/5", "tg://resolve?domain=news&post=5"],
                ["https://t.me/c/1234567890/5", "tg://privatepost?channel=1234567890&post=5"],
            ]
            .map(|forms| forms.map(str::to_owned)),
        );
    }

    #[test]
    fn only_supergroups_and_channels_have_links_to_their_messages() {
        let chats = [7, -7, -999_999_999_999, -1_000_000_000_000, i64::MIN, i64::MAX];
        let found = chats.map(|chat| Link::private_post(ChatId(chat), MessageId(1)).is_some());
        assert_eq!(found, [false, false, false, false, true, false]);
    }
}
