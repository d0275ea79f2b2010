//! A bot whose webhook is mounted in an axum app, together with other routes, with layers of
//! tower-http around it.
//!
//! | message | answer |
//! |---|---|
//! | `/slow` | `done`, a second later: a shutdown waits for it |
//! | any other text | the text |

use std::time::Duration;

use axum::{Router, http::StatusCode, routing::get};
use chappe::prelude::{IntoOutcome, Text, Webhook, command, reply, text};
use tower::ServiceBuilder;
use tower_http::{timeout::TimeoutLayer, trace::TraceLayer};

/// Returns the bot's router. Its startup callback runs before the server accepts a request, and
/// its shutdown callback after all updates in flight have ended.
pub fn bot() -> chappe::Router {
    chappe::Router::new("bot")
        .message(|m| m.on(command("slow"), slow).on(text(), echo))
        .startup(async || tracing::info!("the bot starts"))
        .shutdown(async || tracing::info!("no update is in flight"))
}

async fn slow() -> impl IntoOutcome {
    tokio::time::sleep(Duration::from_secs(1)).await;
    reply("done")
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
