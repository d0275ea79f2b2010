//! Deep links: the payloads of `/start`, as types, and links of `t.me`.
//!
//! ```text
//! value → DeepLink::encode → payload → Link → a user opens it → /start payload → DeepLink::decode → value
//! ```
//!
//! A payload is at most 64 characters of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`. Other texts are
//! encoded in base64url.
//!
//! Source: [deep linking](https://core.telegram.org/bots/features#deep-linking).

mod base64url;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod deep_link;
mod fields;
mod filter;
mod link;
mod payload_error;

pub use self::{
    deep_link::DeepLink,
    filter::{DeepLinkFilter, StartPayload, deep_link},
    link::Link,
    payload_error::PayloadError,
};

/// What generated code calls.
#[doc(hidden)]
pub mod __private {
    pub use super::{
        fields::{FieldReader, FieldWriter, LinkField},
        filter::{extracted, requirements, take, take_optional},
    };
}
