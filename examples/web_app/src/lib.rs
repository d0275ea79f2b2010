//! A bot with a web app, and the web server of the app.
//!
//! | button | opened page | what happens with the order |
//! |---|---|---|
//! | *Menu*, below a message | `/` | the page posts it to `/order`; the server checks who posts, and answers with `answerWebAppQuery`: the order appears in the chat as the user's message |
//! | *Order*, of the reply keyboard | `/` | the page sends it as `web_app_data`, a message to the bot |

mod authorized;
mod bot;
mod server;

pub use self::{authorized::Authorized, bot::bot, server::server};
