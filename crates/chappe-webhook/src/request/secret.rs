//! The secret token that Telegram sends with each update.

use std::fmt;

use http::{HeaderMap, HeaderName};
use subtle::{Choice, ConstantTimeEq as _};

/// The header that carries the secret.
///
/// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
static HEADER: HeaderName = HeaderName::from_static("x-telegram-bot-api-secret-token");

/// The longest secret, in bytes.
const MAX_LEN: usize = 256;

/// The accepted secrets: none, one, or several during a rotation.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    accepted: Vec<Padded>,
}

/// A secret padded to a fixed size, so that a comparison takes constant time: its length,
/// followed by its bytes in words.
type Padded = [u64; 1 + MAX_LEN / WORD];

/// The size of a word in bytes.
const WORD: usize = size_of::<u64>();

impl Secrets {
    /// Adds an accepted secret.
    ///
    /// # Panics
    ///
    /// Panics unless Telegram accepts it: 1–256 characters of `A`–`Z`, `a`–`z`,
    /// `0`–`9`, `_` and `-`.
    #[track_caller]
    pub(crate) fn accept(&mut self, secret: &str) {
        let is_legal = (1..=MAX_LEN).contains(&secret.len())
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        assert!(is_legal, "a secret has 1–256 characters of A–Z, a–z, 0–9, _ and -");
        self.accepted.extend(pad(secret.as_bytes()));
    }

    /// Returns the secret that was added first.
    pub(crate) fn first(&self) -> Option<String> {
        self.accepted.first().map(unpad)
    }

    /// Returns whether the headers contain exactly one secret and it is accepted; always `true` if
    /// no secret is required.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> bool {
        if self.accepted.is_empty() {
            return true;
        }
        let mut values = headers.get_all(&HEADER).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let Some(received) = pad(value.as_bytes()) else { return false };
        let matches = |found: Choice, secret: &Padded| found | secret[..].ct_eq(&received[..]);
        self.accepted.iter().fold(Choice::from(0), matches).into()
    }
}

/// Pads a secret with zeros. Returns `None` if it is too long.
fn pad(secret: &[u8]) -> Option<Padded> {
    let mut padded = [0; 1 + MAX_LEN / WORD];
    let (length, words) = padded.split_first_mut()?;
    *length = u64::try_from(secret.len()).ok()?;
    let mut chunks = secret.chunks(WORD);
    for (word, chunk) in words.iter_mut().zip(&mut chunks) {
        let mut bytes = [0; WORD];
        bytes[..chunk.len()].copy_from_slice(chunk);
        *word = u64::from_be_bytes(bytes);
    }
    chunks.next().is_none().then_some(padded)
}

/// Returns the secret without its padding.
fn unpad([length, words @ ..]: &Padded) -> String {
    let bytes = words.iter().flat_map(|word| word.to_be_bytes());
    let length = usize::try_from(*length).unwrap_or(MAX_LEN);
    bytes.take(length).map(char::from).collect()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} accepted", self.accepted.len())
    }
}
