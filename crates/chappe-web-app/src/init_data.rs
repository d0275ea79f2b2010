//! The data of a web app.

use std::time::Duration;

use chappe_types::{ChatType, Date, Str};

use crate::{
    error::{Error, Kind},
    pairs::Pairs,
    web_app_chat::WebAppChat,
    web_app_user::WebAppUser,
};

/// The data that Telegram passes to a web app, after a check of its signature.
///
/// Only [`Verifier`](crate::Verifier) and [`PublicVerifier`](crate::PublicVerifier) create it.
///
/// Source: Bot API 10.3,
/// [`WebAppInitData`](https://core.telegram.org/bots/webapps#webappinitdata).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InitData {
    /// When the web app was opened.
    pub auth_date: Date,
    /// The user who opened the web app.
    pub user: Option<WebAppUser>,
    /// The other side of the private chat in which the web app was opened from the attachment
    /// menu.
    pub receiver: Option<WebAppUser>,
    /// The chat in which the web app was opened from the attachment menu.
    pub chat: Option<WebAppChat>,
    /// The type of the chat in which a direct link was opened.
    pub chat_type: Option<ChatType>,
    /// The id that stands for the chat in which a direct link was opened. It is the same in
    /// callback queries, and differs from the chat's id.
    pub chat_instance: Option<Str>,
    /// The parameter `startapp` or `startattach` of the link.
    pub start_param: Option<Str>,
    /// The id of the session, for `answerWebAppQuery`.
    pub query_id: Option<Str>,
    /// How long to wait before a call of `answerWebAppQuery`.
    pub can_send_after: Option<Duration>,
    pairs: Pairs,
}

impl InitData {
    /// Reads pairs whose signature was checked.
    pub(crate) fn of(mut pairs: Pairs) -> Result<Self, Error> {
        // A credential, like `hash`: the data can be sent again with it.
        pairs.remove("signature");
        let text = |name| pairs.get(name).map(Str::from);
        let user = |name| pairs.get(name).map(|json| WebAppUser::of(name, json)).transpose();
        Ok(Self {
            auth_date: date(&pairs)?,
            user: user("user")?,
            receiver: user("receiver")?,
            chat: pairs.get("chat").map(|json| WebAppChat::of("chat", json)).transpose()?,
            chat_type: pairs.get("chat_type").map(ChatType::from),
            chat_instance: text("chat_instance"),
            start_param: text("start_param"),
            query_id: text("query_id"),
            can_send_after: match pairs.get("can_send_after") {
                Some(seconds) => match seconds.parse() {
                    Ok(seconds) => Some(Duration::from_secs(seconds)),
                    Err(_) => return Err(Error::new(Kind::Invalid("can_send_after"))),
                },
                None => None,
            },
            pairs,
        })
    }

    /// Returns the value of a field as it was signed, such as one that this version does not
    /// define. `None` for `hash` and `signature`, which are credentials.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name)
    }

    /// Returns the names and values of all fields as they were signed, sorted by name, without
    /// `hash` and `signature`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter()
    }
}

/// Returns the field `auth_date`.
pub(crate) fn date(pairs: &Pairs) -> Result<Date, Error> {
    let date = pairs.get("auth_date").ok_or_else(|| Error::new(Kind::Missing("auth_date")))?;
    date.parse().map(Date).map_err(|_| Error::new(Kind::Invalid("auth_date")))
}
