//! Invoices, and their payments.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{BotSubscription, Partner, Talk, World};

/// The currency of Telegram Stars.
pub(crate) const STARS: &str = "XTR";

/// What a user is asked to pay.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bill {
    pub(crate) bot: i64,
    pub(crate) currency: String,
    pub(crate) amount: i64,
    pub(crate) payload: String,
    /// The business account that receives the stars instead of the bot.
    pub(crate) account: Option<i64>,
    /// The period of a subscription, in seconds.
    pub(crate) period: Option<i64>,
    pub(crate) max_tip: i64,
    /// The members of `OrderInfo` that the payer enters.
    pub(crate) needs: Vec<String>,
    /// The `Invoice`.
    #[serde(default)]
    pub(crate) invoice: Value,
    /// Whether the bot answers the shipping address with options.
    #[serde(default)]
    pub(crate) is_flexible: bool,
    #[serde(default)]
    pub(crate) suggested_tips: Vec<i64>,
}

/// The invoices that can be paid, and the payments.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Bills {
    #[serde(with = "crate::world::pairs")]
    pub(crate) sent: BTreeMap<(Talk, i64), Bill>,
    /// Invoices of links, by the last part of the link.
    pub(crate) links: BTreeMap<String, Bill>,
    /// Payments in stars, by their id.
    pub(crate) charges: BTreeMap<String, Charge>,
}

/// A payment that a user has confirmed and that the bot has not answered yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) user: i64,
    pub(crate) talk: Talk,
    pub(crate) bill: Bill,
    /// The id of the chosen `ShippingOption`.
    pub(crate) option: Option<String>,
    /// The `OrderInfo`.
    pub(crate) info: Option<Value>,
}

/// A payment in stars.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) talk: Talk,
    /// The `SuccessfulPayment`.
    pub(crate) paid: Value,
    pub(crate) is_refunded: bool,
}

impl World {
    /// Makes a payment: takes the stars, and sends the service message. Returns whether the payer
    /// had enough stars.
    pub(crate) fn pay(&mut self, order: &Order) -> bool {
        let Order { user, bill, option, info, .. } = order;
        let is_in_stars = bill.currency == STARS;
        if is_in_stars && !self.spend(*user, bill.amount) {
            return false;
        }
        let number = self.number("charge");
        let id = format!("telegram{number}");
        let mut paid = json!({
            "currency": bill.currency, "total_amount": bill.amount,
            "invoice_payload": bill.payload, "telegram_payment_charge_id": id,
            "provider_payment_charge_id": format!("provider{number}"),
        });
        if let Some(option) = option {
            paid["shipping_option_id"] = json!(option);
        }
        if let Some(info) = info {
            paid["order_info"] = info.clone();
        }
        if let Some(period) = bill.period {
            let until = self.clock.date() + period;
            paid["subscription_expiration_date"] = json!(until);
            paid["is_recurring"] = json!(true);
            paid["is_first_recurring"] = json!(true);
            self.subscribe(&id, BotSubscription::new(order.clone(), until, period));
        }
        if is_in_stars {
            self.receive_payment(&id, order, &paid);
        }
        self.announce_payment(order, &paid);
        true
    }

    /// Adds the stars of a payment to the balance of the bot or of the business account.
    pub(super) fn receive_payment(&mut self, id: &str, order: &Order, paid: &Value) {
        let Order { user, talk, bill, .. } = order;
        if let Some(account) = bill.account {
            self.stars.add(account, bill.amount);
            return;
        }
        self.stars.add(bill.bot, bill.amount);
        let mut partner = self.partner(*user, "invoice_payment");
        partner["invoice_payload"] = json!(bill.payload);
        if let Some(period) = bill.period {
            partner["subscription_period"] = json!(period);
        }
        self.add_transaction(bill.bot, Some(id), bill.amount, Partner::Source(partner));
        let charge = Charge {
            bot: bill.bot,
            user: *user,
            talk: *talk,
            paid: paid.clone(),
            is_refunded: false,
        };
        self.bills.charges.insert(id.to_owned(), charge);
    }

    /// Sends the service message about a payment. Only the bot of the invoice receives it.
    pub(super) fn announce_payment(&mut self, order: &Order, paid: &Value) {
        let from = self.user(order.user).cloned();
        let message = json!({"from": from, "successful_payment": paid});
        let message = self.store_message(order.talk, message, None, None);
        self.push_update(order.bill.bot, json!({"message": message}));
    }
}
