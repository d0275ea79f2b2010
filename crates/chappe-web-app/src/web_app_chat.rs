//! A chat in the data of a web app.

use chappe_types::{ChatId, ChatType, Str};

use crate::{error::Error, json::Members};

/// The chat in which a web app was opened from the attachment menu.
///
/// Source: Bot API 10.3, [`WebAppChat`](https://core.telegram.org/bots/webapps#webappchat).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebAppChat {
    /// The chat's id.
    pub id: ChatId,
    /// The type: group, supergroup or channel.
    pub r#type: ChatType,
    /// The title.
    pub title: Str,
    /// The username, without `@`.
    pub username: Option<Str>,
    /// The URL of the chat's photo, a JPEG or SVG image.
    pub photo_url: Option<Str>,
}

impl WebAppChat {
    pub(crate) fn of(field: &'static str, json: &str) -> Result<Self, Error> {
        let members = Members::of(field, json)?;
        Ok(Self {
            id: ChatId(members.id("id")?),
            r#type: ChatType::from(&*members.required_text("type")?),
            title: members.required_text("title")?,
            username: members.text("username"),
            photo_url: members.text("photo_url"),
        })
    }
}
