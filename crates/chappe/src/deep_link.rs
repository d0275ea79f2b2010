//! Deep links: the payloads of `/start`, as types, and links of `t.me`.
//!
//! A payload is at most 64 characters of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`. Other texts are
//! encoded in base64url. The chapter `commands` of the [guide](crate::guide) describes them.

#[doc(hidden)]
pub use chappe_core::deep_link::__private;
pub use chappe_core::deep_link::{
    DeepLink, DeepLinkFilter, Link, PayloadError, StartPayload, deep_link,
};
#[cfg(feature = "derive")]
pub use chappe_macros::DeepLink;
