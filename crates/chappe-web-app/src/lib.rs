//! Checks the data that Telegram signs for web apps and for logins on websites.
//!
//! | data | source | signed with | checked by |
//! |---|---|---|---|
//! | [`InitData`] | `Telegram.WebApp.initData` of a web app | the bot's token | [`Verifier::init_data`] |
//! | [`InitData`] | the same, on a server without the token | Telegram's key | [`PublicVerifier::init_data`] |
//! | [`LoginData`] | the login widget, or a button with a `login_url` | the bot's token | [`Verifier::login`], [`Verifier::login_json`] |
//!
//! A check compares the signature in constant time, over the values exactly as they were signed,
//! and refuses data that is older than a day, or another [`max_age`](Verifier::max_age). [`sign`]
//! makes such data, for tests of a server.
//!
//! # Example
//!
//! ```
//! use chappe::web_app::{Verifier, sign};
//!
//! let token = "42:AAF-secret_of-thirty-five-characters";
//! let user = r#"{"id":7,"first_name":"Ada"}"#;
//! let raw = sign::init_data(token, &[("auth_date", "1700000000"), ("user", user)]);
//!
//! let verifier = Verifier::new(token)?;
//! let data = verifier.init_data_at(&raw, 1_700_000_060.into())?;
//! assert_eq!(data.user.map(|user| user.first_name), Some("Ada".into()));
//!
//! let forged = raw.replace("Ada", "Eve");
//! assert!(verifier.init_data_at(&forged, 1_700_000_060.into()).unwrap_err().is_forged());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Source: [Telegram Mini Apps](https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app),
//! [Telegram Login Widget](https://core.telegram.org/widgets/login#checking-authorization).

mod age;
mod error;
mod hex;
mod init_data;
mod json;
mod login_data;
mod pairs;
mod public_verifier;
pub mod sign;
mod signed_text;
mod token;
mod url64;
mod verifier;
mod web_app_chat;
mod web_app_user;

pub use self::{
    error::{Error, InvalidToken},
    init_data::InitData,
    login_data::LoginData,
    public_verifier::PublicVerifier,
    verifier::Verifier,
    web_app_chat::WebAppChat,
    web_app_user::WebAppUser,
};
