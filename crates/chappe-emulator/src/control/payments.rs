//! Users pay invoices.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_message},
        people::number,
    },
    world::{Payment, World},
};

/// Sends the pre-checkout query of an invoice, as a user.
pub(crate) fn pre_checkout_query(world: &mut World, given: &Value) -> ControlResult {
    send_query(world, given, "pre_checkout_query", |query, invoice| {
        query["currency"] = invoice["currency"].clone();
        query["total_amount"] = invoice["total_amount"].clone();
    })
}

/// Sends the shipping address of an invoice, as a user.
pub(crate) fn shipping_query(world: &mut World, given: &Value) -> ControlResult {
    let address = given.get("address").filter(|address| address.is_object()).cloned();
    let address = address.unwrap_or_else(|| {
        json!({
            "country_code": "FR", "state": "", "city": "Paris", "street_line1": "Rue du Bac",
            "street_line2": "", "post_code": "75007",
        })
    });
    send_query(world, given, "shipping_query", |query, _| query["shipping_address"] = address)
}

fn send_query(
    world: &mut World,
    given: &Value,
    name: &str,
    add: impl FnOnce(&mut Value, &Value),
) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    let message = world.message(talk, id).cloned().ok_or("there is no such message")?;
    let invoice = &message.json["invoice"];
    let bot = message.by.filter(|_| invoice.is_object()).ok_or("the message has no invoice")?;
    let payload = world.payloads.get(&(talk, id)).cloned().unwrap_or_default();
    let query = format!("{}{:06}", 6_000_000_000_000_i64 + from, world.number("payment"));
    let at = world.clock.now();
    let invoice_of = Some((from, talk, id)).filter(|_| name == "pre_checkout_query");
    world
        .payments
        .insert(query.clone(), Payment { bot, at, invoice: invoice_of, is_answered: false });
    let mut json = json!({"id": query, "from": person, "invoice_payload": payload});
    add(&mut json, invoice);
    world.push_update(bot, json!({name: json}));
    Ok(json!({format!("{name}_id"): query}))
}
