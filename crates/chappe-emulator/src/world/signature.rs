//! Data about users that Telegram signs for websites.
//!
//! Source: [Telegram Login Widget](https://core.telegram.org/widgets/login#checking-authorization).

use std::{collections::BTreeMap, fmt::Write as _};

use hmac_sha256::{HMAC, Hash};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::world::World;

/// The characters that a value of a query keeps.
const IN_VALUES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl World {
    /// The URL that a user opens by a button with a `LoginUrl`: with the user's data, signed for
    /// a bot.
    pub(crate) fn login_url(&self, bot: i64, user: i64, url: &str) -> String {
        let mut fields = BTreeMap::from([("auth_date", self.clock.date().to_string())]);
        let user = self.user(user);
        for name in ["id", "first_name", "last_name", "username", "photo_url"] {
            match user.map(|user| &user[name]) {
                Some(Value::String(text)) => drop(fields.insert(name, text.clone())),
                Some(Value::Number(id)) => drop(fields.insert(name, id.to_string())),
                _ => {}
            }
        }
        let key = Hash::hash(self.token(bot).as_bytes());
        let query = signed(fields, &key);
        let (url, fragment) = url.split_once('#').map_or((url, None), |(a, b)| (a, Some(b)));
        let separator = if url.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{url}{separator}{query}{fragment}")
    }

    fn token(&self, bot: i64) -> &str {
        self.bots.get(&bot).map_or("", |bot| &bot.token)
    }
}

/// The fields as a query, with their hash by a key.
fn signed(mut fields: BTreeMap<&str, String>, key: &[u8]) -> String {
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let hash = HMAC::mac(lines.join("\n").as_bytes(), key);
    let hash = hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    fields.insert("hash", hash);
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, IN_VALUES)));
    pairs.collect::<Vec<_>>().join("&")
}
