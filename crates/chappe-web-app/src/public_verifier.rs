//! Checks with Telegram's public keys.

use std::time::Duration;

use chappe_types::{Date, UserId};
use ring::signature::{ED25519, UnparsedPublicKey};

use crate::{
    age::{self, DAY},
    error::{Error, Kind},
    init_data::InitData,
    pairs::Pairs,
    signed_text::for_third_parties,
    url64,
};

/// Telegram's key.
const PRODUCTION: [u8; 32] = [
    0xe7, 0xbf, 0x03, 0xa2, 0xfa, 0x46, 0x02, 0xaf, 0x45, 0x80, 0x70, 0x3d, 0x88, 0xdd, 0xa5, 0xbb,
    0x59, 0xf3, 0x2e, 0xd8, 0xb0, 0x2a, 0x56, 0xc1, 0x87, 0xfe, 0x7d, 0x34, 0xca, 0xed, 0x24, 0x2d,
];

/// The key of Telegram's servers for tests.
const TEST: [u8; 32] = [
    0x40, 0x05, 0x50, 0x58, 0xa4, 0xee, 0x38, 0x15, 0x6a, 0x06, 0x56, 0x2e, 0x52, 0xee, 0xce, 0x92,
    0xa7, 0x71, 0xbc, 0xd8, 0x34, 0x6a, 0x8c, 0x46, 0x15, 0xcb, 0x73, 0x76, 0xed, 0xdf, 0x72, 0xec,
];

/// Checks data of a web app with Telegram's public key, on a server that does not have the bot's
/// token.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::web_app::{PublicVerifier, sign};
///
/// # let seed = [7; 32];
/// # let raw = sign::for_third_parties(&seed, UserId(42), &[("auth_date", "1700000000")]);
/// let verifier = PublicVerifier::new(UserId(42));
/// # let verifier = verifier.key(sign::public_key(&seed));
/// let data = verifier.init_data_at(&raw, 1_700_000_000.into())?;
/// assert_eq!(data.auth_date.0, 1_700_000_000);
/// # Ok::<(), chappe::web_app::Error>(())
/// ```
///
/// Source: [Validating data for Third-Party
/// Use](https://core.telegram.org/bots/webapps#validating-data-for-third-party-use).
#[derive(Clone, Debug)]
pub struct PublicVerifier {
    bot: UserId,
    key: [u8; 32],
    max_age: Duration,
}

impl PublicVerifier {
    /// Creates a verifier of the data of this bot's web apps, with Telegram's public key and a
    /// `max_age` of a day.
    pub fn new(bot: UserId) -> Self {
        Self { bot, key: PRODUCTION, max_age: DAY }
    }

    /// Uses the public key of Telegram's servers for tests.
    #[must_use]
    pub fn test_servers(self) -> Self {
        self.key(TEST)
    }

    /// Uses another public key, of Ed25519, such as [`sign::public_key`](crate::sign::public_key)
    /// in tests.
    #[must_use]
    pub fn key(mut self, key: [u8; 32]) -> Self {
        self.key = key;
        self
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
    /// # Errors
    ///
    /// Fails as [`Verifier::init_data`](crate::Verifier::init_data) does.
    pub fn init_data(&self, raw: &str) -> Result<InitData, Error> {
        self.init_data_at(raw, age::now())
    }

    /// Checks the text of `Telegram.WebApp.initData` as of a given time.
    ///
    /// # Errors
    ///
    /// Fails as [`Verifier::init_data`](crate::Verifier::init_data) does.
    pub fn init_data_at(&self, raw: &str, now: Date) -> Result<InitData, Error> {
        let data = InitData::of(self.verified(Pairs::from_query(raw)?)?)?;
        age::check(data.auth_date, now, self.max_age)?;
        Ok(data)
    }

    /// Returns the pairs without `hash` and `signature`, if `signature` is that of all others.
    fn verified(&self, mut pairs: Pairs) -> Result<Pairs, Error> {
        let signature = pairs.remove("signature");
        let signature = signature.ok_or_else(|| Error::new(Kind::Missing("signature")))?;
        let signature: [u8; 64] =
            url64::decode(&signature).ok_or_else(|| Error::new(Kind::Invalid("signature")))?;
        pairs.remove("hash");
        let signed = for_third_parties(self.bot.0, &pairs);
        match UnparsedPublicKey::new(&ED25519, &self.key).verify(signed.as_bytes(), &signature) {
            Ok(()) => Ok(pairs),
            Err(_) => Err(Error::new(Kind::Forged)),
        }
    }
}
