//! Subscriptions in stars, which are renewed by the clock.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Order, World};

/// All subscriptions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Subscriptions {
    /// By the id of the first payment.
    by_charge: BTreeMap<String, BotSubscription>,
    /// The subscriptions that can end or be renewed, by the time of it.
    due: BTreeSet<(i64, String)>,
}

/// A subscription of a user to a bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BotSubscription {
    order: Order,
    /// When the paid period ends, in Unix time.
    pub(crate) until: i64,
    period: i64,
    /// Whether the user has canceled the renewal.
    pub(crate) is_canceled: bool,
    /// Whether the bot has canceled the renewal, so that the user cannot resume it.
    pub(crate) is_canceled_by_bot: bool,
    /// The ids of all payments.
    charges: Vec<String>,
}

impl BotSubscription {
    pub(crate) fn new(order: Order, until: i64, period: i64) -> Self {
        Self {
            order,
            until,
            period,
            is_canceled: false,
            is_canceled_by_bot: false,
            charges: Vec::new(),
        }
    }

    pub(crate) fn bot(&self) -> i64 {
        self.order.bill.bot
    }

    pub(crate) fn user(&self) -> i64 {
        self.order.user
    }

    /// The subscription as its user sees it.
    fn seen(&self, charge: &str) -> Value {
        let bill = &self.order.bill;
        json!({
            "telegram_payment_charge_id": charge, "bot": bill.bot, "title": bill.invoice["title"],
            "invoice_payload": bill.payload, "star_count": bill.amount,
            "subscription_period": self.period, "expiration_date": self.until,
            "is_canceled": self.is_canceled, "is_canceled_by_bot": self.is_canceled_by_bot,
        })
    }

    fn is_renewed(&self) -> bool {
        !self.is_canceled && !self.is_canceled_by_bot
    }
}

impl World {
    /// Adds a subscription, with the id of its first payment.
    pub(super) fn subscribe(&mut self, charge: &str, mut subscription: BotSubscription) {
        subscription.charges.push(charge.to_owned());
        self.subscriptions.due.insert((subscription.until, charge.to_owned()));
        self.subscriptions.by_charge.insert(charge.to_owned(), subscription);
    }

    /// The subscription to which a payment belongs.
    pub(crate) fn subscription_of(&mut self, charge: &str) -> Option<&mut BotSubscription> {
        let mut all = self.subscriptions.by_charge.values_mut();
        all.find(|subscription| subscription.charges.iter().any(|id| id == charge))
    }

    /// The subscriptions of a user, also those that have ended.
    pub(crate) fn subscriptions_of(&self, user: i64) -> Vec<Value> {
        let all = self.subscriptions.by_charge.iter().filter(|(_, one)| one.user() == user);
        all.map(|(charge, subscription)| subscription.seen(charge)).collect()
    }

    /// Notifies the bot that the user has changed a subscription, or that its renewal has failed.
    fn notify_of_subscription(&mut self, subscription: &BotSubscription, state: &str) {
        let Order { user, bill, .. } = &subscription.order;
        let user = self.user(*user).cloned();
        let payload = bill.payload.clone();
        let changed = json!({"user": user, "invoice_payload": payload, "state": state});
        self.push_update(bill.bot, json!({"subscription": changed}));
    }

    /// When the next subscription ends or is renewed, in Unix time.
    #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
    pub(super) fn next_renewal_at(&self) -> Option<f64> {
        self.subscriptions.due.first().map(|(at, _)| *at as f64)
    }

    /// Renews the subscriptions whose period has ended, unless they are canceled. One that is not
    /// renewed has ended.
    pub(super) fn renew_due_subscriptions(&mut self) {
        if self.subscriptions.due.is_empty() {
            return;
        }
        let now = self.clock.date();
        while self.subscriptions.due.first().is_some_and(|(at, _)| *at <= now) {
            let Some((at, charge)) = self.subscriptions.due.pop_first() else { return };
            let Some(subscription) = self.subscriptions.by_charge.get(&charge).cloned() else {
                continue;
            };
            if subscription.is_renewed() {
                self.renew(&charge, subscription, at);
            }
        }
    }

    /// Cancels the renewal of a user's subscription, or resumes it, and notifies the bot. One that
    /// has ended is paid again.
    ///
    /// # Errors
    ///
    /// Returns why the subscription cannot be changed.
    pub(crate) fn change_subscription(
        &mut self,
        charge: &str,
        user: i64,
        is_canceled: bool,
    ) -> Result<(), String> {
        let now = self.clock.date();
        let found = self.subscription_of(charge).filter(|found| found.user() == user);
        let found = found.ok_or("there is no such subscription")?;
        if !is_canceled && found.is_canceled_by_bot {
            return Err("the bot has canceled the subscription".to_owned());
        }
        if found.until <= now && is_canceled {
            return Err("the subscription has ended".to_owned());
        }
        let changes = found.is_canceled != is_canceled;
        found.is_canceled = is_canceled;
        let found = found.clone();
        if found.until <= now {
            self.check_stars(user, found.order.bill.amount)?;
            let first = found.charges.first().cloned().unwrap_or_default();
            self.renew(&first, found, now);
        } else if changes {
            let state = if is_canceled { "canceled" } else { "active" };
            self.notify_of_subscription(&found, state);
        }
        Ok(())
    }

    /// Pays the next period of a subscription, which begins at a time.
    fn renew(&mut self, first: &str, mut subscription: BotSubscription, from: i64) {
        let order = subscription.order.clone();
        if !self.spend(order.user, order.bill.amount) {
            self.notify_of_subscription(&subscription, "failed");
            return;
        }
        let number = self.number("charge");
        let id = format!("telegram{number}");
        subscription.until = from + subscription.period;
        let paid = json!({
            "currency": order.bill.currency, "total_amount": order.bill.amount,
            "invoice_payload": order.bill.payload, "telegram_payment_charge_id": id,
            "provider_payment_charge_id": format!("provider{number}"),
            "subscription_expiration_date": subscription.until, "is_recurring": true,
        });
        self.receive_payment(&id, &order, &paid);
        self.announce_payment(&order, &paid);
        subscription.charges.push(id);
        self.subscriptions.due.insert((subscription.until, first.to_owned()));
        self.subscriptions.by_charge.insert(first.to_owned(), subscription);
    }
}
