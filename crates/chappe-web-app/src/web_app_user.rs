//! A user in the data of a web app.

use chappe_types::{Str, UserId};

use crate::{error::Error, json::Members};

/// A user or bot in the data of a web app.
///
/// Source: Bot API 10.3, [`WebAppUser`](https://core.telegram.org/bots/webapps#webappuser).
#[expect(clippy::struct_excessive_bools, reason = "the shape is Telegram's")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebAppUser {
    /// The user's id.
    pub id: UserId,
    /// Whether the user is a bot. Present in the field `receiver` only.
    pub is_bot: bool,
    /// The first name.
    pub first_name: Str,
    /// The last name.
    pub last_name: Option<Str>,
    /// The username, without `@`.
    pub username: Option<Str>,
    /// The IETF tag of the language of the user's app. Present in the field `user` only.
    pub language_code: Option<Str>,
    /// Whether the user has Telegram Premium.
    pub is_premium: bool,
    /// Whether the user added the bot to the attachment menu.
    pub added_to_attachment_menu: bool,
    /// Whether the bot may write to the user.
    pub allows_write_to_pm: bool,
    /// The URL of the profile photo, a JPEG or SVG image.
    pub photo_url: Option<Str>,
}

impl WebAppUser {
    pub(crate) fn of(field: &'static str, json: &str) -> Result<Self, Error> {
        let members = Members::of(field, json)?;
        Ok(Self {
            id: UserId(members.id("id")?),
            is_bot: members.flag("is_bot"),
            first_name: members.required_text("first_name")?,
            last_name: members.text("last_name"),
            username: members.text("username"),
            language_code: members.text("language_code"),
            is_premium: members.flag("is_premium"),
            added_to_attachment_menu: members.flag("added_to_attachment_menu"),
            allows_write_to_pm: members.flag("allows_write_to_pm"),
            photo_url: members.text("photo_url"),
        })
    }

    /// Returns the first and the last name, separated by a space.
    pub fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.to_string(),
        }
    }
}
