//! The web server of the web app.

use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    response::Html,
    routing::{get, post},
};
use chappe::{
    prelude::Bot,
    types::{AnswerWebAppQuery, InlineQueryResultArticle, InputTextMessageContent},
    web_app::Verifier,
};

use crate::authorized::Authorized;

const PAGE: &str = include_str!("page.html");

/// The goods on the menu.
const GOODS: [&str; 3] = ["Tea", "Coffee", "Cake"];

/// Finds a good on the menu.
pub(crate) fn good(name: &str) -> Option<&'static str> {
    GOODS.into_iter().find(|good| *good == name)
}

#[derive(Clone, Debug)]
struct App {
    bot: Bot,
    verifier: Verifier,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

/// Returns the server of the page and of its API.
pub fn server(bot: Bot, verifier: Verifier) -> Router {
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/order", post(order))
        .with_state(App { bot, verifier })
}

/// Sends an order to the chat, as a message of the user.
async fn order(
    Authorized(data): Authorized,
    State(app): State<App>,
    name: String,
) -> Result<String, (StatusCode, &'static str)> {
    let good = good(&name).ok_or((StatusCode::UNPROCESSABLE_ENTITY, "not on the menu"))?;
    let (Some(query), Some(user)) = (&data.query_id, &data.user) else {
        return Err((StatusCode::CONFLICT, "open the page by the button below a message"));
    };
    let content = InputTextMessageContent::new(format!("{good}, please. — {}", user.first_name));
    let result = InlineQueryResultArticle::new("order", good, content);
    match app.bot.send(AnswerWebAppQuery::new(query.clone(), result)).await {
        Ok(_) => Ok(format!("{good} comes.")),
        Err(error) if error.is_query_expired() => {
            Err((StatusCode::CONFLICT, "the order was sent already"))
        }
        Err(_) => Err((StatusCode::BAD_GATEWAY, "the order could not be sent")),
    }
}
