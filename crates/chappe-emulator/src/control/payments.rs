//! Users pay: invoices, links, media and subscriptions.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_message},
        people::{bot, number},
    },
    world::{Bill, Order, Payment, STARS, Talk, World},
};

/// An invoice that a call names, and where its payment is announced.
fn bill(world: &mut World, given: &Value, from: i64) -> Result<(Bill, Talk), String> {
    if let Some(link) = given["invoice_link"].as_str() {
        let slug = link.rsplit(['$', '/']).next().unwrap_or_default();
        let bill = world.bills.links.get(slug).cloned();
        let bill = bill.ok_or_else(|| format!("there is no invoice link {link:?}"))?;
        let talk = Talk::Private { bot: bill.bot, user: from };
        return Ok((bill, talk));
    }
    let id = number(given, "message_id")?;
    let talk = talk_of_message(world, given, from, id)?;
    world.message(talk, id).ok_or("there is no such message")?;
    let bill = world.bills.sent.get(&(talk, id)).cloned();
    Ok((bill.ok_or("the message has no invoice")?, talk))
}

/// Registers a query, and sends it to the bot.
fn send_query(
    world: &mut World,
    (name, bot, from): (&str, i64, i64),
    mut query: Value,
    order: Option<Order>,
) -> ControlResult {
    let id = format!("{}{:06}", 6_000_000_000_000_i64 + from, world.number("payment"));
    let at = world.clock.now();
    let payment = Payment { bot, at, order, ..Payment::default() };
    world.payments.insert(id.clone(), payment);
    query["id"] = json!(id);
    query["from"] = person(world, from)?;
    world.push_update(bot, json!({name: query}));
    Ok(json!({format!("{name}_id"): id}))
}

/// Sends the pre-checkout query of an invoice, as a user.
pub(crate) fn pre_checkout_query(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let (mut bill, talk) = bill(world, given, from)?;
    let mut info = given.get("order_info").filter(|info| info.is_object()).cloned();
    let mut option = None;
    if let Some(query) = given["shipping_query_id"].as_str() {
        let (chosen, address) = shipping(world, given, query)?;
        let prices = chosen["prices"].as_array().into_iter().flatten();
        let amounts = prices.filter_map(|price| price["amount"].as_i64());
        bill.amount = amounts.fold(bill.amount, i64::saturating_add);
        option = chosen["id"].as_str().map(str::to_owned);
        info.get_or_insert_with(|| json!({}))["shipping_address"] = address;
    }
    let given_info = info.clone().unwrap_or_default();
    if let Some(missing) = bill.needs.iter().find(|name| given_info[name.as_str()].is_null()) {
        if !given["order_info"].is_null() || !given["shipping_query_id"].is_null() {
            return Err(format!("the invoice requires `order_info.{missing}`"));
        }
        info = Some(default_info(&bill.needs));
    }
    if let Ok(tip) = number(given, "tip") {
        if !(0..=bill.max_tip).contains(&tip) {
            return Err(format!("`tip` is at most {}", bill.max_tip));
        }
        bill.amount += tip;
    }
    if bill.currency == STARS {
        world.check_stars(from, bill.amount)?;
    }
    let mut query = json!({
        "currency": bill.currency, "total_amount": bill.amount, "invoice_payload": bill.payload,
    });
    if let Some(option) = &option {
        query["shipping_option_id"] = json!(option);
    }
    if let Some(info) = &info {
        query["order_info"] = info.clone();
    }
    let order = Order { user: from, talk, bill: bill.clone(), option, info };
    send_query(world, ("pre_checkout_query", bill.bot, from), query, Some(order))
}

/// The chosen option of the bot's answer to a shipping query, and the address.
fn shipping(world: &World, given: &Value, query: &str) -> Result<(Value, Value), String> {
    let asked = world.payments.get(query).ok_or("there is no such query")?;
    let answer = asked.answer.as_ref().ok_or("the query has no answer yet")?;
    if answer["ok"] != json!(true) {
        return Err(format!("the bot does not ship to the address: {}", answer["error_message"]));
    }
    let options = answer["shipping_options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let id = given["shipping_option_id"].as_str().ok_or("`shipping_option_id` is missing")?;
    let chosen = options.iter().find(|option| option["id"] == id);
    let chosen = chosen.ok_or_else(|| format!("there is no shipping option {id:?}"))?;
    Ok((chosen.clone(), asked.address.clone().unwrap_or_default()))
}

/// What payers enter by default.
fn default_info(needs: &[String]) -> Value {
    let mut info = json!({});
    for name in needs {
        info[name] = match name.as_str() {
            "name" => json!("Alice"),
            "phone_number" => json!("33123456789"),
            "email" => json!("alice@example.com"),
            _ => default_address(),
        };
    }
    info
}

fn default_address() -> Value {
    json!({
        "country_code": "FR", "state": "", "city": "Paris", "street_line1": "Rue du Bac",
        "street_line2": "", "post_code": "75007",
    })
}

/// Sends the shipping address of an invoice, as a user.
pub(crate) fn shipping_query(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let (bill, _) = bill(world, given, from)?;
    let address = given.get("address").filter(|address| address.is_object()).cloned();
    let address = address.unwrap_or_else(default_address);
    let query = json!({"invoice_payload": bill.payload, "shipping_address": address});
    let sent = send_query(world, ("shipping_query", bill.bot, from), query, None)?;
    let id = sent["shipping_query_id"].as_str().unwrap_or_default();
    if let Some(payment) = world.payments.get_mut(id) {
        payment.address = Some(address);
    }
    Ok(sent)
}

/// Returns an invoice, and what its payer enters.
pub(crate) fn invoice(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let (bill, _) = bill(world, given, from)?;
    let mut found = json!({
        "invoice": bill.invoice, "bot": bill.bot, "order_info": bill.needs,
        "is_flexible": bill.is_flexible, "max_tip_amount": bill.max_tip,
        "suggested_tip_amounts": bill.suggested_tips,
    });
    if let Some(period) = bill.period {
        found["subscription_period"] = json!(period);
    }
    Ok(found)
}

/// Returns the subscriptions of a user.
pub(crate) fn subscriptions(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    Ok(json!({"subscriptions": world.subscriptions_of(from)}))
}

/// Gives stars to a user or bot.
pub(crate) fn give_stars(world: &mut World, given: &Value) -> ControlResult {
    let amount = number(given, "amount")?;
    let id = match number(given, "user").ok().filter(|id| world.users.contains_key(id)) {
        Some(user) => user,
        None if given["user"].is_null() => return Err("`user` is missing".to_owned()),
        None => {
            bot(world, &given["user"]).map_err(|_| format!("there is no user {}", given["user"]))?
        }
    };
    world.stars.give(id, amount);
    let balance = world.stars.of(id);
    world.emit("stars", json!({"user_id": id, "balance": balance}));
    Ok(json!({"balance": balance}))
}

/// Buys paid media, as a user.
pub(crate) fn buy_media(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    world.buy_media(from, talk, id)?;
    Ok(json!({}))
}

/// Cancels or resumes a subscription, as a user. One that has ended is paid again.
pub(crate) fn change_subscription(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let id = given["telegram_payment_charge_id"].as_str();
    let id = id.ok_or("`telegram_payment_charge_id` is missing")?.to_owned();
    let is_canceled = given["is_canceled"].as_bool().ok_or("`is_canceled` is missing")?;
    world.change_subscription(&id, from, is_canceled)?;
    let found = world.subscription_of(&id).ok_or("there is no such subscription")?;
    Ok(json!({"is_canceled": found.is_canceled, "expiration_date": found.until}))
}
