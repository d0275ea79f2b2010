//! Gifts that are bought with stars.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// A gift that Telegram sells.
struct Offer {
    id: &'static str,
    emoji: &'static str,
    price: i64,
    /// The stars for which the receiver can convert it.
    worth: i64,
    /// The price of an upgrade to a unique gift; 0 if it cannot be upgraded.
    upgrade: i64,
    /// How many are sold; 0 if there is no limit.
    total: i64,
}

/// The gifts on sale: cheap ones, one that can be upgraded, and one of which there are few.
const OFFERS: [Offer; 5] = [
    Offer { id: "5170145012310081615", emoji: "❤", price: 15, worth: 13, upgrade: 0, total: 0 },
    Offer { id: "5170233102089322756", emoji: "🧸", price: 15, worth: 13, upgrade: 0, total: 0 },
    Offer { id: "5168103777563050263", emoji: "🌹", price: 25, worth: 21, upgrade: 0, total: 0 },
    Offer { id: "5170144170496491616", emoji: "🎂", price: 50, worth: 42, upgrade: 0, total: 0 },
    Offer {
        id: "5782984811920491178", emoji: "🚀", price: 100, worth: 85, upgrade: 25, total: 3
    },
];

/// The content of the stickers of all gifts: a WebP picture of one pixel.
const PICTURE: [u8; 34] =
    *b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0";

/// The side of a sticker, in pixels.
const SIDE: i64 = 512;

/// The gifts that users and chats own.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Gifts {
    /// How many of each limited gift were sold.
    sold: BTreeMap<String, i64>,
    /// The stickers of the gifts, once they were asked for.
    stickers: BTreeMap<String, Value>,
    /// The gifts of each user or chat, from the oldest to the newest.
    owned: BTreeMap<i64, Vec<Owned>>,
}

/// A gift that was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Owned {
    pub(crate) id: String,
    /// The `OwnedGiftRegular`, without the id.
    pub(crate) json: Value,
    pub(crate) is_converted: bool,
}

/// A gift that is sold, as a `Gift`, and the stars for which it can be converted.
pub(crate) struct ForSale {
    pub(crate) json: Value,
    pub(crate) worth: i64,
}

impl Gifts {
    /// The gifts of a user or chat that were not converted, from the oldest to the newest.
    pub(crate) fn of(&self, owner: i64) -> impl Iterator<Item = &Owned> {
        let owned = self.owned.get(&owner).into_iter().flatten();
        owned.filter(|gift| !gift.is_converted)
    }

    pub(crate) fn owned_mut(&mut self, owner: i64, id: &str) -> Option<&mut Owned> {
        self.owned.get_mut(&owner)?.iter_mut().find(|gift| gift.id == id)
    }
}

impl World {
    /// The gifts on sale.
    pub(crate) fn gifts_for_sale(&mut self) -> Vec<ForSale> {
        OFFERS.iter().map(|offer| self.for_sale(offer)).collect()
    }

    fn for_sale(&mut self, offer: &Offer) -> ForSale {
        let Offer { id, price, worth, upgrade, total, .. } = *offer;
        let sticker = self.gift_sticker(offer);
        let mut json = json!({"id": id, "sticker": sticker, "star_count": price});
        if upgrade > 0 {
            json["upgrade_star_count"] = json!(upgrade);
        }
        if total > 0 {
            let sold = self.gifts.sold.get(id).copied().unwrap_or_default();
            json["total_count"] = json!(total);
            json["remaining_count"] = json!(total - sold);
        }
        ForSale { json, worth }
    }

    fn gift_sticker(&mut self, offer: &Offer) -> Value {
        if let Some(sticker) = self.gifts.stickers.get(offer.id) {
            return sticker.clone();
        }
        let content = Bytes::from_static(&PICTURE);
        let file = self.files.store("sticker", "gift.webp", "image/webp", content);
        let mut sticker = file.json();
        for (name, value) in [
            ("type", json!("regular")),
            ("emoji", json!(offer.emoji)),
            ("width", json!(SIDE)),
            ("height", json!(SIDE)),
            ("is_animated", json!(false)),
            ("is_video", json!(false)),
        ] {
            sticker[name] = value;
        }
        self.gifts.stickers.insert(offer.id.to_owned(), sticker.clone());
        sticker
    }

    /// Gives a gift to a user or chat. Returns its id.
    pub(crate) fn give_gift(&mut self, owner: i64, gift: &Value, owned: Value) -> String {
        if let (Some(id), true) = (gift["id"].as_str(), gift["total_count"].is_number()) {
            *self.gifts.sold.entry(id.to_owned()).or_default() += 1;
        }
        let id = format!("emuG{:08}", self.number("gift"));
        let owned = Owned { id: id.clone(), json: owned, is_converted: false };
        self.gifts.owned.entry(owner).or_default().push(owned);
        id
    }
}
