//! Web Apps that users have opened.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A Web App that a user has opened; returned by
/// [`TestUser::open_web_app`](crate::TestUser::open_web_app).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedWebApp {
    query_id: String,
    url: String,
}

impl OpenedWebApp {
    pub(crate) fn new(response: &Value) -> Self {
        let text = |name: &str| response[name].as_str().unwrap_or_default().to_owned();
        Self { query_id: text("web_app_query_id"), url: text("url") }
    }

    /// Returns the id of the query, for `answerWebAppQuery`.
    pub fn query_id(&self) -> &str {
        &self.query_id
    }

    /// Returns the URL that is opened, with `tgWebAppData` in its fragment.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the data that the page reads as `Telegram.WebApp.initData`: a query string whose
    /// `hash` is made with the bot's token.
    ///
    /// Source: [validating data received via the Mini App](https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
    pub fn init_data(&self) -> String {
        let fragment = self.url.split_once('#').map_or("", |(_, fragment)| fragment);
        let mut pairs = fragment.split(['&', '?']);
        let data = pairs.find_map(|pair| pair.strip_prefix("tgWebAppData="));
        percent_decode_str(data.unwrap_or_default()).decode_utf8_lossy().into_owned()
    }
}
