//! The extractor of the user of the web app.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{StatusCode, header::AUTHORIZATION, request::Parts},
};
use chappe::web_app::{InitData, Verifier};

/// The data of the web app that made the request, after a check of its signature: a handler with
/// this argument is called for users of the web app only.
///
/// The page sends `Authorization: tma <Telegram.WebApp.initData>`.
#[derive(Debug)]
pub struct Authorized(pub InitData);

impl<S> FromRequestParts<S> for Authorized
where
    Verifier: FromRef<S>,
    S: Sync,
{
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let raw = header.and_then(|header| header.strip_prefix("tma "));
        let raw = raw.ok_or((StatusCode::UNAUTHORIZED, "open the page in Telegram".to_owned()))?;
        match Verifier::from_ref(state).init_data(raw) {
            Ok(data) => Ok(Self(data)),
            Err(error) if error.is_malformed() => Err((StatusCode::BAD_REQUEST, error.to_string())),
            Err(error) => Err((StatusCode::UNAUTHORIZED, error.to_string())),
        }
    }
}
