//! Balances and transactions in Telegram Stars.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// The stars of users and bots.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stars {
    balances: BTreeMap<i64, i64>,
    /// Users who were given stars: they buy no further ones.
    bounded: BTreeSet<i64>,
    /// The `StarTransaction`s of each bot, from the oldest to the newest.
    transactions: BTreeMap<i64, Vec<Value>>,
}

impl Stars {
    /// The balance of a user or bot.
    pub(crate) fn of(&self, id: i64) -> i64 {
        self.balances.get(&id).copied().unwrap_or_default()
    }

    /// Adds stars to a balance.
    pub(crate) fn add(&mut self, id: i64, amount: i64) {
        let balance = self.balances.entry(id).or_default();
        *balance = balance.saturating_add(amount).max(0);
    }

    /// Gives stars to a user, who buys no further ones from then on; a negative amount takes them.
    pub(crate) fn give(&mut self, id: i64, amount: i64) {
        self.bounded.insert(id);
        self.add(id, amount);
    }

    /// Whether one can spend an amount. Users who were never given stars buy the missing ones.
    pub(crate) fn can_spend(&self, id: i64, amount: i64, is_user: bool) -> bool {
        (is_user && !self.bounded.contains(&id)) || self.of(id) >= amount
    }

    /// The transactions of a bot, from the oldest to the newest.
    pub(crate) fn transactions(&self, bot: i64) -> &[Value] {
        self.transactions.get(&bot).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The other side of a bot's transaction, as a `TransactionPartner`.
pub(crate) enum Partner {
    /// It paid the bot.
    Source(Value),
    /// The bot paid it.
    Receiver(Value),
}

impl World {
    /// Whether a user or bot has an amount of stars, or buys the missing ones.
    pub(crate) fn can_spend(&self, id: i64, amount: i64) -> bool {
        self.stars.can_spend(id, amount, self.users.contains_key(&id))
    }

    /// Takes stars from a user or bot. Returns whether there are enough.
    pub(crate) fn spend(&mut self, id: i64, amount: i64) -> bool {
        let can_spend = self.can_spend(id, amount);
        if can_spend {
            self.stars.add(id, -amount);
        }
        can_spend
    }

    /// Why a user cannot pay an amount, as an error of the control API.
    pub(crate) fn check_stars(&self, id: i64, amount: i64) -> Result<(), String> {
        if self.can_spend(id, amount) {
            return Ok(());
        }
        let (name, has) = (self.name_of(id), self.stars.of(id));
        Err(format!("{name} has {has} stars, and {amount} are required; `POST stars` gives stars"))
    }

    /// Pays stars of a user to a bot or a chat.
    ///
    /// # Errors
    ///
    /// Returns that the user has too few stars.
    pub(crate) fn pay_stars(&mut self, user: i64, to: i64, amount: i64) -> Result<(), String> {
        self.check_stars(user, amount)?;
        self.stars.add(user, -amount);
        self.stars.add(to, amount);
        Ok(())
    }

    /// Adds a transaction of a bot, with the id of the payment or a new one.
    pub(crate) fn add_transaction(
        &mut self,
        bot: i64,
        id: Option<&str>,
        amount: i64,
        partner: Partner,
    ) {
        let id = id.map_or_else(|| format!("stars{}", self.number("transaction")), str::to_owned);
        let mut transaction = json!({"id": id, "amount": amount, "date": self.clock.date()});
        match partner {
            Partner::Source(source) => transaction["source"] = source,
            Partner::Receiver(receiver) => transaction["receiver"] = receiver,
        }
        self.stars.transactions.entry(bot).or_default().push(transaction);
    }

    /// A user as a `TransactionPartnerUser`.
    pub(crate) fn partner(&self, user: i64, transaction_type: &str) -> Value {
        let user = self.user(user).cloned().unwrap_or_default();
        json!({"type": "user", "transaction_type": transaction_type, "user": user})
    }
}
