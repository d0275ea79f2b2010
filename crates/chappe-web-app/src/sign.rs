//! Signs data as Telegram does, for tests of a server that checks it.
//!
//! ```
//! use chappe::web_app::{Verifier, sign};
//!
//! let token = "42:AAF-secret_of-thirty-five-characters";
//! let query = sign::login(token, &[("auth_date", "1700000000"), ("id", "7"), ("first_name", "Ada")]);
//! let login = Verifier::new(token)?.login_at(&query, 1_700_000_000.into())?;
//! assert_eq!((login.id.0, login.first_name.as_str()), (7, "Ada"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use chappe_types::UserId;
use ring::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair as _},
};

use crate::{
    hex,
    pairs::{Pairs, encoded},
    signed_text::{for_third_parties as third_party_text, lines},
    url64,
    verifier::{init_data_key, login_key},
};

/// Returns the `initData` with these fields, signed with a bot's token: what
/// [`Verifier::init_data`](crate::Verifier::init_data) accepts. `user`, `receiver` and `chat` are
/// JSON.
///
/// # Panics
///
/// Panics if a name occurs twice, or a name or value has a line break: Telegram signs no such
/// data.
#[track_caller]
pub fn init_data(token: &str, fields: &[(&str, &str)]) -> String {
    with_hash(&init_data_key(token), fields)
}

/// Returns the query string of a login with these fields, signed with a bot's token: what
/// [`Verifier::login`](crate::Verifier::login) accepts.
///
/// # Panics
///
/// Panics as [`init_data`] does.
#[track_caller]
pub fn login(token: &str, fields: &[(&str, &str)]) -> String {
    with_hash(&login_key(token), fields)
}

/// Returns the `initData` with these fields, signed for a bot's web app with the key that is
/// derived from a seed: what a [`PublicVerifier`](crate::PublicVerifier) with the seed's
/// [`public_key`] accepts.
///
/// # Panics
///
/// Panics as [`init_data`] does.
#[track_caller]
pub fn for_third_parties(seed: &[u8; 32], bot: UserId, fields: &[(&str, &str)]) -> String {
    let (query, pairs) = query_and_pairs(fields);
    let signature = key_pair(seed).sign(third_party_text(bot.0, &pairs).as_bytes());
    joined(query, "signature", &url64::encode(signature.as_ref()))
}

/// Returns the public key of the key pair that is derived from a seed.
pub fn public_key(seed: &[u8; 32]) -> [u8; 32] {
    let mut key = [0; 32];
    key.copy_from_slice(key_pair(seed).public_key().as_ref());
    key
}

fn key_pair(seed: &[u8; 32]) -> Ed25519KeyPair {
    match Ed25519KeyPair::from_seed_unchecked(seed) {
        Ok(pair) => pair,
        Err(error) => unreachable!("every 32 bytes are a seed: {error}"),
    }
}

#[track_caller]
fn with_hash(key: &hmac::Key, fields: &[(&str, &str)]) -> String {
    let (query, pairs) = query_and_pairs(fields);
    let hash = hmac::sign(key, lines(&pairs).as_bytes());
    joined(query, "hash", &hex::encode(hash.as_ref()))
}

/// Returns the fields as a query string and as pairs.
#[track_caller]
fn query_and_pairs(fields: &[(&str, &str)]) -> (String, Pairs) {
    let query =
        fields.iter().fold(String::new(), |query, (name, value)| joined(query, name, value));
    match Pairs::from_query(&query) {
        Ok(pairs) => (query, pairs),
        Err(error) => panic!("{error}"),
    }
}

/// Returns the query string with one more pair.
fn joined(mut query: String, name: &str, value: &str) -> String {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(&encoded(name));
    query.push('=');
    query.push_str(&encoded(value));
    query
}
