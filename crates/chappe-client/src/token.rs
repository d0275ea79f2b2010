//! A bot's token.

use std::{error::Error, fmt, str::FromStr};

use chappe_types::UserId;
use secrecy::{ExposeSecret as _, SecretString};

/// A bot's token: its id, a colon, and the secret.
///
/// The secret is wiped from memory when the last clone is dropped, and is never printed:
/// `Debug` prints `BotToken(42:***)`.
///
/// # Example
///
/// ```
/// use chappe::client::BotToken;
///
/// let token: BotToken = "42:AAF-secret_of-thirty-five-characters".parse()?;
/// assert_eq!(token.bot_id().0, 42);
/// assert_eq!(format!("{token:?}"), "BotToken(42:***)");
/// assert!("no token".parse::<BotToken>().is_err());
/// # Ok::<_, chappe::client::TokenError>(())
/// ```
#[derive(Clone)]
pub struct BotToken {
    id: UserId,
    secret: SecretString,
}

/// The longest token that a Bot API server accepts, in bytes.
const MAX_LEN: usize = 80;

/// The shortest secret that Telegram issues, in bytes.
const TELEGRAM_SECRET: usize = 35;

impl BotToken {
    /// Returns the bot's id, which is not secret.
    pub fn bot_id(&self) -> UserId {
        self.id
    }

    /// Returns the whole token, for the URL of a request.
    pub(crate) fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    /// Returns the secret part, after the colon.
    fn secret_part(&self) -> &str {
        self.expose().split_once(':').map_or("", |(_, secret)| secret)
    }

    /// Returns `text` with the secret replaced, or `None` if it does not contain it. A secret
    /// of fewer than 8 bytes is not searched for: it occurs in any text.
    pub(crate) fn redact(&self, text: &str) -> Option<String> {
        let secret = self.secret_part();
        (secret.len() >= 8 && text.contains(secret)).then(|| text.replace(secret, "***"))
    }

    /// Returns whether the token is long enough to be Telegram's. Other servers accept shorter
    /// tokens.
    pub(crate) fn is_telegram(&self) -> bool {
        self.secret_part().len() >= TELEGRAM_SECRET
    }
}

impl FromStr for BotToken {
    type Err = TokenError;

    fn from_str(token: &str) -> Result<Self, TokenError> {
        let parts = token.split_once(':').filter(|_| token.len() <= MAX_LEN);
        let Some((id, secret)) = parts else { return Err(TokenError(())) };
        let is_id = !id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit());
        let is_secret = !secret.is_empty()
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        match id.parse() {
            Ok(id) if is_id && is_secret => {
                Ok(Self { id: UserId(id), secret: SecretString::from(token) })
            }
            _ => Err(TokenError(())),
        }
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BotToken({}:***)", self.id.0)
    }
}

/// The error of an invalid token. A token consists of digits, a colon, and letters, digits, `_`
/// and `-`; it has at most 80 characters. The error does not contain the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenError(());

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a bot token: copy the whole token from @BotFather, such as `123456:ABC-DEF…`",
        )
    }
}

impl Error for TokenError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_contain_only_characters_of_a_url_path() {
        let long = format!("1:{}", "a".repeat(79));
        let texts = [
            "42:AAF-x_9",
            "1:a",
            "",
            ":",
            "42",
            "42:",
            ":abc",
            "042:abc",
            "4 2:abc",
            "42:a/b",
            "42:a b",
            "42:a%2F",
            "42:a:b",
            "-42:abc",
            "42:ä",
            "99999999999999999999:a",
            &*long,
            "42:abc\n",
        ];
        let accepted: Vec<&str> =
            texts.into_iter().filter(|text| text.parse::<BotToken>().is_ok()).collect();
        assert_eq!(accepted, ["42:AAF-x_9", "1:a"]);
    }
}
