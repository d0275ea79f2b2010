//! The data of a login.

use chappe_types::{Date, Str, UserId};

use crate::{
    error::{Error, Kind},
    init_data::date,
    pairs::Pairs,
};

/// The user who logged in on a website by the login widget or a button with a `login_url`, after a
/// check of the signature.
///
/// Only [`Verifier`](crate::Verifier) creates it.
///
/// Source: [Receiving authorization
/// data](https://core.telegram.org/widgets/login#receiving-authorization-data).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginData {
    /// When the user logged in.
    pub auth_date: Date,
    /// The user's id.
    pub id: UserId,
    /// The first name. Empty if Telegram sends none.
    pub first_name: Str,
    /// The last name.
    pub last_name: Option<Str>,
    /// The username, without `@`.
    pub username: Option<Str>,
    /// The URL of the profile photo.
    pub photo_url: Option<Str>,
    pairs: Pairs,
}

impl LoginData {
    /// Reads pairs whose signature was checked.
    pub(crate) fn of(pairs: Pairs) -> Result<Self, Error> {
        let text = |name| pairs.get(name).map(Str::from);
        let id = pairs.get("id").ok_or_else(|| Error::new(Kind::Missing("id")))?;
        Ok(Self {
            auth_date: date(&pairs)?,
            id: UserId(id.parse().map_err(|_| Error::new(Kind::Invalid("id")))?),
            first_name: text("first_name").unwrap_or_default(),
            last_name: text("last_name"),
            username: text("username"),
            photo_url: text("photo_url"),
            pairs,
        })
    }

    /// Returns the value of a field as it was signed, such as one that this version does not
    /// define. `None` for `hash`, which is a credential.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name)
    }

    /// Returns the names and values of all fields as they were signed, sorted by name, without
    /// `hash`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter()
    }
}
