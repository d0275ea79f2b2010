//! A bot whose webhook is mounted in an axum app, together with other routes, with layers of
//! tower-http around it.

use std::time::Duration;

use axum::{Router, http::StatusCode, routing::get};
use chappe::prelude::{IntoOutcome, Text, Webhook, reply, text};
use tower::ServiceBuilder;
use tower_http::{timeout::TimeoutLayer, trace::TraceLayer};

/// Returns the bot's router.
pub fn bot() -> chappe::Router {
    chappe::Router::new("bot").message(|m| m.on(text(), echo))
}

async fn echo(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}

/// Returns the web app with the bot's webhook in it.
pub fn app(webhook: Webhook) -> Router {
    Router::new().route("/health", get(async || "ok")).route_service("/telegram", webhook).layer(
        ServiceBuilder::new().layer(TraceLayer::new_for_http()).layer(
            TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                Duration::from_secs(40),
            ),
        ),
    )
}
