//! Checks with the bot's token.

use std::{fmt, time::Duration};

use chappe_types::Date;
use ring::{digest, hmac};

use crate::{
    age::{self, DAY},
    error::{Error, InvalidToken, Kind},
    hex,
    init_data::InitData,
    login_data::LoginData,
    pairs::Pairs,
    signed_text::lines,
    token::checked,
};

/// Checks data that Telegram signed with a bot's token.
///
/// A clone is cheap. `Debug` prints neither the token nor the keys.
///
/// # Example
///
/// ```no_run
/// use std::time::Duration;
///
/// use chappe::web_app::{InitData, Verifier};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = Verifier::new(&std::env::var("TELEGRAM_BOT_TOKEN")?)?
///     .max_age(Duration::from_secs(60 * 60));
///
/// // `Authorization: tma <initData>`
/// let authorized = |header: &str| -> Option<InitData> {
///     verifier.init_data(header.strip_prefix("tma ")?).ok()
/// };
/// # let _ = authorized;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Verifier {
    init_data: hmac::Key,
    login: hmac::Key,
    max_age: Duration,
}

impl Verifier {
    /// Creates a verifier with the bot's token and a `max_age` of a day.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a token, such as an empty text.
    pub fn new(token: &str) -> Result<Self, InvalidToken> {
        let token = checked(token)?;
        Ok(Self { init_data: init_data_key(token), login: login_key(token), max_age: DAY })
    }

    /// Sets the greatest age of data, from `auth_date` to the check. Defaults to a day;
    /// [`Duration::MAX`] accepts any age.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// Checks the text of `Telegram.WebApp.initData`, with the system's clock.
    ///
    /// Pass the text on exactly as the web app has it, not decoded. The values are compared as
    /// they were signed, whatever JSON they contain. A web app that was opened by a button of a
    /// reply keyboard, or from inline mode, has an empty text: the field `hash` is missing.
    ///
    /// # Errors
    ///
    /// Fails if the data is [forged](Error::is_forged), [too old](Error::is_expired), [from the
    /// future](Error::is_from_the_future) or [malformed](Error::is_malformed).
    pub fn init_data(&self, raw: &str) -> Result<InitData, Error> {
        self.init_data_at(raw, age::now())
    }

    /// Checks the text of `Telegram.WebApp.initData` as of a given time.
    ///
    /// # Errors
    ///
    /// Fails as [`init_data`](Self::init_data) does.
    pub fn init_data_at(&self, raw: &str, now: Date) -> Result<InitData, Error> {
        let data = InitData::of(verified(&self.init_data, Pairs::from_query(raw)?)?)?;
        age::check(data.auth_date, now, self.max_age)?;
        Ok(data)
    }

    /// Checks the query string that a login adds to the website's URL, with the system's clock.
    ///
    /// Every parameter but `hash` must be Telegram's: remove the website's own parameters first.
    ///
    /// # Errors
    ///
    /// Fails as [`init_data`](Self::init_data) does.
    pub fn login(&self, query: &str) -> Result<LoginData, Error> {
        self.login_at(query, age::now())
    }

    /// Checks the query string that a login adds to the website's URL, as of a given time.
    ///
    /// # Errors
    ///
    /// Fails as [`init_data`](Self::init_data) does.
    pub fn login_at(&self, query: &str, now: Date) -> Result<LoginData, Error> {
        self.login_of(Pairs::from_query(query)?, now)
    }

    /// Checks the JSON object that the login widget passes to a callback, with the system's clock.
    ///
    /// # Errors
    ///
    /// Fails as [`init_data`](Self::init_data) does.
    pub fn login_json(&self, json: &str) -> Result<LoginData, Error> {
        self.login_json_at(json, age::now())
    }

    /// Checks the JSON object that the login widget passes to a callback, as of a given time.
    ///
    /// # Errors
    ///
    /// Fails as [`init_data`](Self::init_data) does.
    pub fn login_json_at(&self, json: &str, now: Date) -> Result<LoginData, Error> {
        self.login_of(Pairs::from_json(json)?, now)
    }

    fn login_of(&self, pairs: Pairs, now: Date) -> Result<LoginData, Error> {
        let data = LoginData::of(verified(&self.login, pairs)?)?;
        age::check(data.auth_date, now, self.max_age)?;
        Ok(data)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("max_age", &self.max_age).finish_non_exhaustive()
    }
}

/// Returns the pairs without `hash`, if that is the signature of all others.
fn verified(key: &hmac::Key, mut pairs: Pairs) -> Result<Pairs, Error> {
    let hash = pairs.remove("hash").ok_or_else(|| Error::new(Kind::Missing("hash")))?;
    let hash: [u8; 32] = hex::decode(&hash).ok_or_else(|| Error::new(Kind::Invalid("hash")))?;
    // Compares in constant time.
    match hmac::verify(key, lines(&pairs).as_bytes(), &hash) {
        Ok(()) => Ok(pairs),
        Err(_) => Err(Error::new(Kind::Forged)),
    }
}

/// Returns the key of the data of web apps.
pub(crate) fn init_data_key(token: &str) -> hmac::Key {
    let name = hmac::Key::new(hmac::HMAC_SHA256, b"WebAppData");
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&name, token.as_bytes()).as_ref())
}

/// Returns the key of logins.
pub(crate) fn login_key(token: &str) -> hmac::Key {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    hmac::Key::new(hmac::HMAC_SHA256, digest.as_ref())
}
