//! The error of a bot's `main`.

#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod error;
#[cfg(feature = "client")]
mod from_client;
#[cfg(feature = "polling")]
mod from_polling;
#[cfg(feature = "webhook")]
mod from_webhook;

pub use self::error::Error;
#[cfg(feature = "polling")]
pub(crate) use self::error::Phase;
