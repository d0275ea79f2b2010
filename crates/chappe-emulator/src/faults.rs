//! Faults that tests inject.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::random::Random;

/// The rules for calls, and the faults of deliveries.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    /// Bots whose deliveries are held back.
    held: Vec<i64>,
    /// Bots whose deliveries are duplicated, with the probability.
    duplicates: Vec<(i64, f64)>,
    rules: Vec<Rule>,
    next: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rule {
    id: i64,
    method: Option<String>,
    chat: Option<Value>,
    /// Only the n-th matching call, from 1.
    nth: Option<u64>,
    /// The most times that the rule applies.
    times: Option<u64>,
    probability: Option<f64>,
    /// Applies from this time of the emulator's clock.
    from: Option<f64>,
    /// Applies until this time.
    until: Option<f64>,
    /// The rule as it was added.
    given: Value,
    then: Fault,
    seen: u64,
    done: u64,
}

/// The fault of a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) status: Option<u16>,
    pub(crate) description: Option<String>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) delay_ms: Option<u64>,
    /// Breaks the connection, before or after the call has its effect.
    drop: Option<When>,
    /// Resets the connection, rather than closing it.
    resets: bool,
    pub(crate) body: Option<Mangled>,
}

/// When a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum When {
    Before,
    After,
}

/// How a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    Close,
    Reset,
}

/// How a response is altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mangled {
    /// The connection closes in the middle of the body.
    Half,
    /// The body is not valid JSON.
    Json,
    /// The header claims compression, and the body is not compressed.
    Gzip,
}

impl Fault {
    /// How the connection breaks before the call has its effect, if it does.
    pub(crate) fn breaks_before(&self) -> Option<Break> {
        self.breaks(When::Before)
    }

    /// How the connection breaks after the call had its effect, if it does.
    pub(crate) fn breaks_after(&self) -> Option<Break> {
        self.breaks(When::After)
    }

    fn breaks(&self, when: When) -> Option<Break> {
        let how = if self.resets { Break::Reset } else { Break::Close };
        (self.drop == Some(when)).then_some(how)
    }
}

impl Faults {
    /// Adds a rule. Returns its id.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the rule.
    pub(crate) fn add(&mut self, rule: &Value, now: f64) -> Result<i64, String> {
        let then = &rule["then"];
        if !then.is_object() {
            return Err("`then` is missing".to_owned());
        }
        let drop = match then["drop"].as_str() {
            None => None,
            Some("before") => Some(When::Before),
            Some("after") => Some(When::After),
            Some(_) => return Err("`drop` is `before` or `after`".to_owned()),
        };
        let body = match then["body"].as_str() {
            None => None,
            Some("half") => Some(Mangled::Half),
            Some("json") => Some(Mangled::Json),
            Some("gzip") => Some(Mangled::Gzip),
            Some(_) => return Err("`body` is `half`, `json` or `gzip`".to_owned()),
        };
        let status = match &then["status"] {
            Value::Null => None,
            status => Some(
                status
                    .as_u64()
                    .filter(|status| (200..=599).contains(status))
                    .and_then(|status| status.try_into().ok())
                    .ok_or("`status` is from 200 to 599")?,
            ),
        };
        self.next += 1;
        self.rules.push(Rule {
            id: self.next,
            method: rule["method"].as_str().map(str::to_lowercase),
            chat: Some(rule["chat_id"].clone()).filter(|chat| !chat.is_null()),
            nth: rule["nth"].as_u64(),
            times: rule["times"].as_u64(),
            probability: rule["probability"].as_f64(),
            then: Fault {
                status,
                description: then["description"].as_str().map(str::to_owned),
                retry_after: then["retry_after"].as_u64(),
                delay_ms: then["delay_ms"].as_u64(),
                drop,
                resets: then["reset"] == true,
                body,
            },
            from: rule["after_s"].as_f64().map(|after| now + after),
            until: rule["for_s"]
                .as_f64()
                .map(|span| now + rule["after_s"].as_f64().unwrap_or(0.0) + span),
            given: rule.clone(),
            seen: 0,
            done: 0,
        });
        Ok(self.next)
    }

    /// Holds back the deliveries of a bot, or releases them.
    pub(crate) fn hold(&mut self, bot: i64, holds: bool) {
        self.held.retain(|held| *held != bot);
        if holds {
            self.held.push(bot);
        }
    }

    pub(crate) fn is_held(&self, bot: i64) -> bool {
        self.held.contains(&bot)
    }

    /// Duplicates deliveries of a bot, with a probability.
    pub(crate) fn duplicate(&mut self, bot: i64, probability: f64) {
        self.duplicates.retain(|(other, _)| *other != bot);
        self.duplicates.push((bot, probability));
    }

    /// Decides whether a delivery of a bot is duplicated.
    pub(crate) fn is_doubled(&self, bot: i64, random: &mut Random) -> bool {
        let found = self.duplicates.iter().find(|(other, _)| *other == bot);
        found.is_some_and(|(_, probability)| random.happens(*probability))
    }

    /// The rules as they were added, with the number of times that each has applied.
    pub(crate) fn json(&self) -> Vec<Value> {
        let json = self.rules.iter().map(|rule| {
            let mut json = rule.given.clone();
            json["fault_id"] = rule.id.into();
            json["done"] = rule.done.into();
            json
        });
        json.collect()
    }

    /// Removes all rules.
    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The fault of a call, if a rule matches.
    pub(crate) fn of(
        &mut self,
        method: &str,
        chat: Option<&Value>,
        random: &mut Random,
        now: f64,
    ) -> Option<Fault> {
        let method = method.to_lowercase();
        for rule in &mut self.rules {
            let fits = rule.method.as_ref().is_none_or(|wanted| *wanted == method)
                && rule.chat.as_ref().is_none_or(|wanted| is_same(chat, wanted))
                && rule.from.is_none_or(|from| now >= from)
                && rule.until.is_none_or(|until| now < until);
            if !fits {
                continue;
            }
            rule.seen += 1;
            let is_turn = rule.nth.is_none_or(|nth| rule.seen == nth)
                && rule.times.is_none_or(|times| rule.done < times)
                && rule.probability.is_none_or(|probability| random.happens(probability));
            if is_turn {
                rule.done += 1;
                tracing::debug!(rule = rule.id, method, "a fault was injected");
                return Some(rule.then.clone());
            }
        }
        None
    }
}

/// Whether a call is to this chat. Parameters of forms and queries are strings.
fn is_same(given: Option<&Value>, wanted: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    given.is_some_and(|given| text(given) == text(wanted))
}
