//! Paid media: who bought them, and what the others see.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Partner, Stored, Talk, World, conversation_event};

/// Who bought the media of messages.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PaidMedia {
    #[serde(with = "crate::world::pairs")]
    sold: BTreeMap<(Talk, i64), Sale>,
}

/// The media of a message.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Sale {
    payload: String,
    buyers: BTreeSet<i64>,
}

impl PaidMedia {
    /// Removes the sale of a message that was removed.
    pub(super) fn forget(&mut self, talk: Talk, id: i64) {
        self.sold.remove(&(talk, id));
    }
}

/// Hides the media of a message from those who have not bought them.
pub(super) fn lock(message: &mut Value) {
    let media = message.pointer_mut("/paid_media/paid_media").and_then(Value::as_array_mut);
    for item in media.into_iter().flatten() {
        let kind = item["type"].as_str().unwrap_or_default().to_owned();
        let shown = item[&kind].as_array().and_then(|sizes| sizes.last()).unwrap_or(&item[&kind]);
        let mut preview = json!({"type": "preview"});
        for name in ["width", "height", "duration"] {
            if shown[name].is_number() {
                preview[name] = shown[name].clone();
            }
        }
        *item = preview;
    }
}

impl World {
    /// Offers the media of a message.
    pub(crate) fn sell_media(&mut self, talk: Talk, id: i64, payload: String) {
        self.paid_media.sold.insert((talk, id), Sale { payload, buyers: BTreeSet::new() });
    }

    /// A message as a user sees it: with paid media only if the user bought them.
    pub(crate) fn seen_by(&self, talk: Talk, id: i64, stored: &Stored, viewer: i64) -> Value {
        let sale = self.paid_media.sold.get(&(talk, id));
        if sale.is_some_and(|sale| sale.buyers.contains(&viewer)) {
            stored.seen_unlocked()
        } else {
            stored.seen()
        }
    }

    /// Buys the media of a message.
    ///
    /// # Errors
    ///
    /// Returns why they cannot be bought.
    pub(crate) fn buy_media(&mut self, user: i64, talk: Talk, id: i64) -> Result<(), String> {
        let stored = self.message(talk, id).cloned().ok_or("there is no such message")?;
        let info = stored.json["paid_media"].clone();
        let bot = stored.by.filter(|_| info.is_object()).ok_or("the message has no paid media")?;
        let price = info["star_count"].as_i64().unwrap_or_default();
        let sale = self.paid_media.sold.get(&(talk, id)).cloned().unwrap_or_default();
        if sale.buyers.contains(&user) {
            return Err(format!("{} has already bought the media", self.name_of(user)));
        }
        // The stars of a channel's media are the channel's, and its bot receives no update.
        let is_of_channel = stored.json["sender_chat"].is_object();
        let seller = if is_of_channel { talk.chat_id() } else { bot };
        self.pay_stars(user, seller, price)?;
        let sales = self.paid_media.sold.entry((talk, id)).or_default();
        sales.buyers.insert(user);
        let mut event = conversation_event(talk, "message", stored.seen_unlocked());
        event["user_id"] = json!(user);
        self.emit("purchase", event);
        if is_of_channel {
            return Ok(());
        }
        let mut partner = self.partner(user, "paid_media_payment");
        partner["paid_media"] = info["paid_media"].clone();
        if !sale.payload.is_empty() {
            partner["paid_media_payload"] = json!(sale.payload);
        }
        self.add_transaction(bot, None, price, Partner::Source(partner));
        if !sale.payload.is_empty() {
            let from = self.user(user).cloned();
            let bought = json!({"from": from, "paid_media_payload": sale.payload});
            self.push_update(bot, json!({"purchased_paid_media": bought}));
        }
        Ok(())
    }
}
