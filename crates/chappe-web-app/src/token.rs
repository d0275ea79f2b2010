//! The form of tokens.

use crate::error::InvalidToken;

/// Returns the token, and fails if it is not a bot's. An empty key would let anybody sign.
pub(crate) fn checked(token: &str) -> Result<&str, InvalidToken> {
    let is_secret = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    match token.split_once(':') {
        Some((id, secret))
            if !id.is_empty()
                && id.bytes().all(|byte| byte.is_ascii_digit())
                && !secret.is_empty()
                && secret.bytes().all(is_secret) =>
        {
            Ok(token)
        }
        _ => Err(InvalidToken(())),
    }
}
