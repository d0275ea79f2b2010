//! Rate limits, which are disabled by default.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A number of messages in a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Rate {
    most: usize,
    seconds: f64,
}

/// The limits, and when bots sent messages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Limits {
    is_enabled: bool,
    chat: Rate,
    group: Rate,
    bulk: Rate,
    /// When bots sent messages: to one chat, or to any.
    #[serde(with = "crate::world::pairs")]
    sent: BTreeMap<(i64, Option<i64>), VecDeque<f64>>,
    /// When bots last set their webhooks.
    hooked: BTreeMap<i64, f64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            is_enabled: false,
            chat: Rate { most: 1, seconds: 1.0 },
            group: Rate { most: 20, seconds: 60.0 },
            bulk: Rate { most: 30, seconds: 1.0 },
            sent: BTreeMap::new(),
            hooked: BTreeMap::new(),
        }
    }
}

impl Limits {
    /// Sets the limits that are present.
    pub(crate) fn set(&mut self, given: &Value) {
        if let Some(is_enabled) = given["enabled"].as_bool() {
            self.is_enabled = is_enabled;
            self.sent.clear();
            self.hooked.clear();
        }
        let numbers = [
            ("chat_per_second", &mut self.chat),
            ("group_per_minute", &mut self.group),
            ("bulk_per_second", &mut self.bulk),
        ];
        for (name, rate) in numbers {
            let number = given[name].as_u64().and_then(|number| usize::try_from(number).ok());
            if let Some(number) = number.filter(|number| *number > 0) {
                rate.most = number;
            }
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "enabled": self.is_enabled, "chat_per_second": self.chat.most,
            "group_per_minute": self.group.most, "bulk_per_second": self.bulk.most,
        })
    }

    /// Records that a bot sends messages to a chat.
    ///
    /// # Errors
    ///
    /// Returns the seconds to wait if a limit is exceeded.
    pub(crate) fn take(
        &mut self,
        bot: i64,
        chat: i64,
        messages: usize,
        now: f64,
    ) -> Result<(), u64> {
        if !self.is_enabled {
            return Ok(());
        }
        let mut rates = vec![((bot, Some(chat)), self.chat), ((bot, None), self.bulk)];
        // Groups and channels have negative ids.
        if chat < 0 {
            rates.push(((bot, Some(chat)), self.group));
        }
        let waits = rates.iter().map(|(key, rate)| match self.sent.get(key) {
            Some(sent) => rate.wait(sent, now),
            None => 0.0,
        });
        let wait = waits.fold(0.0, f64::max);
        if wait > 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most a minute"
            )]
            return Err((wait.ceil() as u64).max(1));
        }
        for key in [(bot, Some(chat)), (bot, None)] {
            let sent = self.sent.entry(key).or_default();
            while sent.front().is_some_and(|at| *at + self.group.seconds <= now) {
                sent.pop_front();
            }
            sent.extend((0..messages).map(|_| now));
        }
        Ok(())
    }

    /// Records that a bot sets its webhook, which is allowed once a second.
    ///
    /// # Errors
    ///
    /// Returns the seconds to wait.
    pub(crate) fn set_webhook(&mut self, bot: i64, now: f64) -> Result<(), u64> {
        if self.is_enabled && self.hooked.get(&bot).is_some_and(|last| now < last + 1.0) {
            return Err(1);
        }
        self.hooked.insert(bot, now);
        Ok(())
    }
}

impl Rate {
    /// The time until one more message is allowed. An album may exceed a limit, and delays
    /// the messages after it.
    fn wait(self, sent: &VecDeque<f64>, now: f64) -> f64 {
        match sent.len().checked_sub(self.most).and_then(|at| sent.get(at)) {
            Some(at) => (at + self.seconds - now).max(0.0),
            None => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_limited_to_twenty_messages_a_minute_and_one_a_second() {
        let mut limits = Limits::default();
        limits.set(&json!({"enabled": true}));
        assert_eq!(limits.take(1, -5, 1, 100.0), Ok(()));
        assert_eq!(limits.take(1, -5, 1, 100.5), Err(1));
        assert_eq!(limits.take(1, 5, 1, 100.5), Ok(()), "another chat");
        assert_eq!(limits.take(2, -5, 1, 100.5), Ok(()), "another bot");
        let sent = (1..20).map(|second| limits.take(1, -5, 1, 100.0 + f64::from(second)));
        assert_eq!(sent.collect::<Vec<_>>(), [Ok(()); 19]);
        assert_eq!(limits.take(1, -5, 1, 120.0), Err(40));
        assert_eq!(limits.take(1, -5, 1, 160.0), Ok(()));
    }

    #[test]
    fn a_bot_is_limited_to_thirty_messages_a_second() {
        let mut limits = Limits::default();
        limits.set(&json!({"enabled": true}));
        let sent: Vec<_> = (1..=31).map(|chat| limits.take(1, chat, 1, 100.0)).collect();
        assert_eq!((&sent[..30], sent[30]), (&[Ok(()); 30][..], Err(1)));
        limits.set(&json!({"bulk_per_second": 40}));
        assert_eq!(limits.take(1, 31, 1, 100.0), Ok(()));
    }
}
