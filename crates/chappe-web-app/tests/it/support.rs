//! A token, and a time.

use chappe_types::{Date, UserId};
use chappe_web_app::{PublicVerifier, Verifier, sign};

pub(crate) const TOKEN: &str = "42:AAF-secret_of-thirty-five-characters";

/// When the data of the tests was signed.
pub(crate) const SIGNED: Date = Date(1_700_000_000);

/// Has escaped slashes and surrogate pairs in its JSON, a field that is not defined, and a
/// `signature`, which the `hash` covers.
pub(crate) const INIT_DATA: &str = include_str!("init_data.txt");

/// Signed for the bot 42 with [`SEED`].
pub(crate) const THIRD_PARTY: &str = include_str!("third_party.txt");

pub(crate) const SEED: [u8; 32] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31,
];

pub(crate) fn verifier() -> Verifier {
    Verifier::new(TOKEN).expect("it is a token")
}

/// The verifier of data that was signed for a bot with [`SEED`].
pub(crate) fn third_party(bot: i64) -> PublicVerifier {
    PublicVerifier::new(UserId(bot)).key(sign::public_key(&SEED))
}
