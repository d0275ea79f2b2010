//! Web Apps that users open, and the data that they are given.

use std::{collections::BTreeMap, fmt::Write as _};

use hmac::{Hmac, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::world::World;

/// The version of the interface that Web Apps receive.
const VERSION: &str = "9.1";

/// The members of a `User` that Web Apps receive.
const USER: [&str; 6] =
    ["id", "first_name", "last_name", "username", "language_code", "is_premium"];

/// The bytes that are written as `%XX` in the data: as `encodeURIComponent` does.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The queries of Web Apps, by id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WebApps {
    pub(crate) queries: BTreeMap<String, WebAppQuery>,
}

/// A Web App that a user opened, whose bot can send a message on behalf of the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WebAppQuery {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) at: f64,
    pub(crate) is_answered: bool,
}

/// Opens a Web App of a bot as a user, with a query that `answerWebAppQuery` can answer. Returns
/// the URL, whose fragment has the signed data: `tgWebAppData`.
pub(crate) fn web_app_url(world: &mut World, bot: i64, user: i64, url: &str) -> String {
    let query = world.open_web_app(bot, user);
    let data = init_data(world, bot, user, Some(&query));
    let data = utf8_percent_encode(&data, ENCODED);
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
fn init_data(world: &World, bot: i64, user: i64, query: Option<&str>) -> String {
    let known = world.users.get(&user);
    let members = USER.iter().filter_map(|name| {
        let value = known?.get(*name)?;
        Some(((*name).to_owned(), value.clone()))
    });
    let mut user = Value::Object(members.collect());
    user["allows_write_to_pm"] = json!(true);
    let mut pairs =
        BTreeMap::from([("auth_date", world.clock.date().to_string()), ("user", user.to_string())]);
    if let Some(query) = query {
        pairs.insert("query_id", query.to_owned());
    }
    let token = world.bots.get(&bot).map(|bot| &*bot.token).unwrap_or_default();
    let hash = hash_of(token, &pairs);
    pairs.insert("hash", hash);
    let pairs = pairs.iter();
    let pairs =
        pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The hash by which a bot verifies the data, in hexadecimal digits.
fn hash_of(token: &str, pairs: &BTreeMap<&str, String>) -> String {
    let lines: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let secret = authenticate(b"WebAppData", token.as_bytes());
    let hash = authenticate(&secret, lines.join("\n").as_bytes());
    hash.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn authenticate(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut code = Hmac::<Sha256>::new_from_slice(key).expect("keys have any length");
    code.update(text);
    code.finalize().into_bytes().into()
}

impl World {
    /// Registers a query of a Web App. Returns its id.
    pub(crate) fn open_web_app(&mut self, bot: i64, user: i64) -> String {
        let id = format!("{:08}{:04}", self.number("web app"), self.random.between(0, 9999));
        let at = self.clock.now();
        let query = WebAppQuery { bot, user, at, is_answered: false };
        self.web_apps.queries.insert(id.clone(), query);
        id
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
            let opened = web_app_url(&mut world, 42, 7, url);
            let rest = opened.strip_prefix(start).unwrap();
            let (data, rest) = rest.split_once('&').unwrap();
            let ending = "tgWebAppVersion=9.1&tgWebAppPlatform=web&tgWebAppThemeParams=%7B%7D";
            assert_eq!(rest, ending);
            let data = percent_encoding::percent_decode_str(data).decode_utf8().unwrap();
            let query = world.web_apps.queries.keys().last().unwrap();
            assert_eq!(data, init_data(&world, 42, 7, Some(query)));
            let user = "%7B%22allows_write_to_pm%22%3Atrue%2C%22first_name%22%3A%22%C3%84%22%2C%22id%22%3A7%7D";
            let (signed, hash) = data.split_once("&hash=").unwrap();
            assert_eq!(signed, format!("auth_date={date}"));
            let (hash, rest) = hash.split_once('&').unwrap();
            assert_eq!((hash.len(), rest), (64, &*format!("query_id={query}&user={user}")));
        }
    }
}
