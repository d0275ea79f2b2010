//! Web Apps that users open, and the data that they are given.

use std::{collections::BTreeMap, fmt::Write as _};

use hmac_sha256::HMAC;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// The version of the interface that Web Apps receive.
const VERSION: &str = "9.1";

/// The members of a `User` that Web Apps receive.
const USER: [&str; 6] =
    ["id", "first_name", "last_name", "username", "language_code", "is_premium"];

/// The bytes that are written as `%XX` in the data: as `encodeURIComponent` does.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What Web Apps use.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WebApps {
    /// The queries, by id.
    pub(crate) queries: BTreeMap<String, WebAppQuery>,
    /// The messages and buttons that bots saved, by id.
    pub(crate) prepared: BTreeMap<String, Prepared>,
}

impl WebApps {
    /// Keeps only the newest queries, and the newest messages and buttons that bots saved. Their
    /// ids are in the order of time.
    pub(super) fn keep(&mut self, most: usize) {
        while self.queries.len() > most {
            self.queries.pop_first();
        }
        while self.prepared.len() > most {
            self.prepared.pop_first();
        }
    }
}

/// A message or a button that a bot saved for a user of a Web App.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Prepared {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) content: PreparedContent,
}

/// What a bot saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PreparedContent {
    /// An `InlineQueryResult`, the kinds of chats that it may be sent to, and until when.
    Message { result: Value, chats: Vec<String>, expires_at: i64 },
    /// A `KeyboardButton`.
    Button(Value),
}

/// A Web App that a user opened, whose bot can send a message on behalf of the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WebAppQuery {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) is_answered: bool,
}

/// The hash by which a bot verifies the data, in hexadecimal digits.
fn hash_of(token: &str, pairs: &BTreeMap<&str, String>) -> String {
    let lines: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let secret = HMAC::mac(token.as_bytes(), b"WebAppData");
    let hash = HMAC::mac(lines.join("\n").as_bytes(), secret);
    hash.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

impl World {
    /// Opens a Web App of a bot as a user. Returns the id of its query, which `answerWebAppQuery`
    /// can answer.
    pub(crate) fn open_web_app(&mut self, bot: i64, user: i64) -> String {
        let id = format!("{:08}{:04}", self.number("web app"), self.random.between(0, 9999));
        let query = WebAppQuery { bot, user, is_answered: false };
        self.web_apps.queries.insert(id.clone(), query);
        id
    }

    /// The URL that a user opens by a button with a Web App of a bot.
    pub(crate) fn web_app(&mut self, bot: i64, user: i64, url: &str) -> String {
        let query = self.open_web_app(bot, user);
        self.web_app_url(&query, url)
    }

    /// The URL of a Web App that was opened with a query: its fragment has the data that is signed
    /// with the bot's token, `tgWebAppData`.
    ///
    /// Source: [validating data received via the Mini App](https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
    pub(crate) fn web_app_url(&self, query: &str, url: &str) -> String {
        let data = utf8_percent_encode(&self.init_data(query), ENCODED).to_string();
        let joint = match url.split_once('#') {
            None => "#",
            Some((_, fragment)) if fragment.contains(['=', '?']) => "&",
            Some(_) => "?",
        };
        format!(
            "{url}{joint}tgWebAppData={data}&tgWebAppVersion={VERSION}&tgWebAppPlatform=web&tgWebAppThemeParams=%7B%7D",
        )
    }

    /// The data of a Web App, as a query string with its hash.
    fn init_data(&self, query: &str) -> String {
        let opened = self.web_apps.queries.get(query);
        let known = opened.and_then(|opened| self.users.get(&opened.user));
        let members = USER.iter().filter_map(|name| {
            let value = known?.get(*name)?;
            Some(((*name).to_owned(), value.clone()))
        });
        let mut user = Value::Object(members.collect());
        user["allows_write_to_pm"] = json!(true);
        let mut pairs = BTreeMap::from([
            ("auth_date", self.clock.date().to_string()),
            ("query_id", query.to_owned()),
            ("user", user.to_string()),
        ]);
        let bot = opened.and_then(|opened| self.bots.get(&opened.bot));
        let hash = hash_of(bot.map(|bot| &*bot.token).unwrap_or_default(), &pairs);
        pairs.insert("hash", hash);
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    /// The hash is that of Python's `hmac` for the same texts.
    #[test]
    fn the_data_of_a_web_app_is_signed_with_the_token() {
        let pairs = BTreeMap::from([
            ("auth_date", "1700000000".to_owned()),
            ("query_id", "AAE".to_owned()),
            ("user", r#"{"id":7,"first_name":"A"}"#.to_owned()),
        ]);
        let hash = "ee344ec870e056d51e8382ffb8fa75b40201f0c0761dbfe6d06f8fc64da7dce0";
        assert_eq!(hash_of("42:token", &pairs), hash);
    }

    #[test]
    fn the_data_is_appended_to_the_fragment_of_the_url() {
        let mut world = World::new(1, Clock::new());
        world.bot_of("42:token");
        world.users.insert(7, json!({"id": 7, "is_bot": false, "first_name": "Ä"}));
        let date = world.clock.date();
        let table = [
            ("https://a.test/", "https://a.test/#tgWebAppData="),
            ("https://a.test/?b=c#d", "https://a.test/?b=c#d?tgWebAppData="),
            ("https://a.test/#d=e", "https://a.test/#d=e&tgWebAppData="),
        ];
        for (url, start) in table {
            let query = world.open_web_app(42, 7);
            let opened = world.web_app_url(&query, url);
            let rest = opened.strip_prefix(start).unwrap();
            let (data, rest) = rest.split_once('&').unwrap();
            let ending = "tgWebAppVersion=9.1&tgWebAppPlatform=web&tgWebAppThemeParams=%7B%7D";
            assert_eq!(rest, ending);
            let data = percent_encoding::percent_decode_str(data).decode_utf8().unwrap();
            assert_eq!(data, world.init_data(&query));
            let user = "%7B%22allows_write_to_pm%22%3Atrue%2C%22first_name%22%3A%22%C3%84%22%2C%22id%22%3A7%7D";
            let (signed, hash) = data.split_once("&hash=").unwrap();
            assert_eq!(signed, format!("auth_date={date}"));
            let (hash, rest) = hash.split_once('&').unwrap();
            assert_eq!((hash.len(), rest), (64, &*format!("query_id={query}&user={user}")));
        }
    }
}
