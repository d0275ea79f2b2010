//! The trait of payloads.

use std::{fmt, str::FromStr};

use crate::deep_link::{PayloadError, base64url};

/// A type whose values are the payloads of deep links.
///
/// Implement it with `#[derive(DeepLink)]`, or `FromStr` and `Display`: ids, numbers and `String`
/// are payloads. The payload of such a type is its text, if that has only characters that Telegram
/// takes; else `_` and the text in base64url.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, DeepLink)]
/// enum Invitation {
///     Friend { of: UserId },
///     Campaign { name: String, step: Option<u8> },
/// }
///
/// let friend = Invitation::Friend { of: UserId(7) };
/// assert_eq!(friend.encode()?, "friend_7");
/// let summer = Invitation::Campaign { name: "été 26".to_owned(), step: None };
/// assert_eq!(summer.encode()?, "campaign__Lw6l0w6kgMjY_-");
/// assert_eq!(Invitation::decode("campaign__Lw6l0w6kgMjY_-"), Some(summer));
/// assert_eq!(Invitation::decode("friend_of_mine"), None);
///
/// assert_eq!("été".to_owned().encode()?, "_w6l0w6k");
/// # Ok::<(), BoxError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the payload of a deep link",
    label = "does not implement `DeepLink`",
    note = "add `#[derive(Clone, DeepLink)]`, with the feature `derive` of `chappe`, or implement `FromStr`, `Display` and `Clone`"
)]
pub trait DeepLink: Clone + Send + Sync + Sized + 'static {
    /// Returns the payload: 1–64 characters of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`.
    ///
    /// # Errors
    ///
    /// Fails if the payload is longer.
    fn encode(&self) -> Result<String, PayloadError>;

    /// Returns the value of a payload; `None` if it is not the payload of a value of this type.
    fn decode(payload: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T> DeepLink for T
where
    T: FromStr + fmt::Display + Clone + Send + Sync + 'static,
{
    fn encode(&self) -> Result<String, PayloadError> {
        encode_text(self.to_string())
    }

    fn decode(payload: &str) -> Option<Self> {
        match decode_text(payload) {
            Some(text) => text.parse().ok(),
            None => payload.parse().ok(),
        }
    }
}

fn encode_text(text: String) -> Result<String, PayloadError> {
    let is_plain = !text.is_empty()
        && !text.starts_with('_')
        && text.bytes().all(|byte| base64url::number(byte).is_some());
    let payload = match is_plain {
        true => text,
        false => format!("_{}", base64url::encode(text.as_bytes())),
    };
    PayloadError::check(payload, None)
}

/// Returns the text of an encoded payload; `None` if the payload is the text itself.
fn decode_text(payload: &str) -> Option<String> {
    String::from_utf8(base64url::decode(payload.strip_prefix('_')?)?).ok()
}
