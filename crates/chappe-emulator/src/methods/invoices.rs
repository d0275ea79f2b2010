//! Invoices.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    params::Params,
    world::{Bill, STARS, Talk},
};

/// The largest amount of a price and of their sum.
const MAX_AMOUNT: i64 = 999_999_999_999;

/// The longest payload, in bytes.
const MAX_PAYLOAD: usize = 128;

/// The only period of subscriptions, in seconds: 30 days.
const PERIOD: i64 = 2_592_000;

/// The members of `OrderInfo` that an invoice may require, by parameter.
const NEEDS: [(&str, &str); 4] = [
    ("need_name", "name"),
    ("need_phone_number", "phone_number"),
    ("need_email", "email"),
    ("need_shipping_address", "shipping_address"),
];

/// The `Invoice` of the parameters.
pub(super) fn invoice(context: &Context<'_>) -> ApiResult {
    Ok(bill(context)?.invoice)
}

/// Registers an invoice or paid media that were sent, so that people can pay them.
pub(super) fn register(context: &mut Context<'_>, talk: Talk, sent: &Value) {
    let Some(id) = sent["message_id"].as_i64() else { return };
    if sent["invoice"].is_object() {
        // The parameters were checked before the message was sent.
        if let Ok(bill) = bill(context) {
            context.world.bills.sent.insert((talk, id), bill);
        }
    } else if sent["paid_media"].is_object() {
        let payload = context.params.text("payload").unwrap_or_default().to_owned();
        context.world.sell_media(talk, id, payload);
    }
}

/// Creates a link, which anyone can pay.
pub(crate) fn create_link(context: &mut Context<'_>) -> ApiResult {
    let mut bill = bill(context)?;
    if context.params.text("business_connection_id").is_some() {
        bill.account = Some(context.connection()?.account);
        if bill.currency != STARS {
            return Err(ApiError::bad_request("STARS_INVOICE_INVALID"));
        }
    }
    let number = context.world.number("invoice link");
    let slug = format!("emu{number:08}");
    context.world.bills.links.insert(slug.clone(), bill);
    Ok(json!(format!("https://t.me/${slug}")))
}

/// Checks what is asked to be paid.
fn bill(context: &Context<'_>) -> Result<Bill, ApiError> {
    let params = context.params;
    let refuse = |why: &str| Err(ApiError::bad_request(why));
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    let amount = total(params)?;
    let (max_tip, suggested_tips) = tips(params)?;
    let (payload, currency) = (text("payload"), text("currency"));
    if payload.len() > MAX_PAYLOAD {
        return refuse("INVOICE_PAYLOAD_INVALID");
    }
    let prices = params.get("prices").and_then(Value::as_array).map_or(0, Vec::len);
    let is_in_stars = currency == STARS;
    if is_in_stars && (prices != 1 || max_tip > 0 || params.flag("is_flexible")) {
        return refuse("STARS_INVOICE_INVALID");
    }
    if !is_in_stars && !is_provider_token(&text("provider_token")) {
        return refuse("PAYMENT_PROVIDER_INVALID");
    }
    let period = params.number("subscription_period").filter(|period| *period > 0);
    if period.is_some_and(|period| period != PERIOD) {
        return refuse("SUBSCRIPTION_PERIOD_INVALID");
    }
    if period.is_some() && !is_in_stars {
        return refuse("STARS_INVOICE_INVALID");
    }
    let is_needed = |(param, _): &&(&str, &str)| {
        let is_flexible = *param == "need_shipping_address" && params.flag("is_flexible");
        params.flag(param) || is_flexible || sent_to_provider(params, param)
    };
    let needs = NEEDS.iter().filter(is_needed).map(|(_, member)| (*member).to_owned()).collect();
    let invoice = json!({
        "title": params.get("title"), "description": params.get("description"),
        "currency": currency, "total_amount": amount,
        "start_parameter": params.text("start_parameter").unwrap_or_default(),
    });
    let is_flexible = params.flag("is_flexible");
    Ok(Bill {
        bot: context.bot,
        currency,
        amount,
        payload,
        account: None,
        period,
        max_tip,
        needs,
        invoice,
        is_flexible,
        suggested_tips,
    })
}

/// Whether what a provider receives is required from the payer.
fn sent_to_provider(params: &Params, need: &str) -> bool {
    match need {
        "need_phone_number" => params.flag("send_phone_number_to_provider"),
        "need_email" => params.flag("send_email_to_provider"),
        _ => false,
    }
}

/// The sum of the prices.
fn total(params: &Params) -> Result<i64, ApiError> {
    let prices = params.get("prices").and_then(Value::as_array).map(Vec::as_slice);
    let prices = prices.unwrap_or_default();
    let amounts = prices.iter().filter_map(|price| price["amount"].as_i64());
    let sum = amounts.clone().fold(0, i64::saturating_add);
    let is_too_big = |amount: i64| !(-MAX_AMOUNT..=MAX_AMOUNT).contains(&amount);
    let why = if prices.is_empty() {
        "there must be at least one price"
    } else if prices.iter().any(|price| price["label"] == "") {
        "can't parse labeled price: LabeledPrice label must be non-empty"
    } else if amounts.clone().any(is_too_big) {
        "too big amount of the currency specified"
    } else if sum <= 0 {
        "total price must be positive"
    } else if is_too_big(sum) {
        "total price is too big"
    } else {
        return Ok(sum);
    };
    Err(ApiError::bad_request(why))
}

/// The largest tip, and those that are suggested.
fn tips(params: &Params) -> Result<(i64, Vec<i64>), ApiError> {
    let most = params.number("max_tip_amount").unwrap_or_default();
    let suggested = params.get("suggested_tip_amounts").and_then(Value::as_array);
    let suggested: Vec<i64> = suggested.into_iter().flatten().filter_map(Value::as_i64).collect();
    let why = if !(0..=MAX_AMOUNT).contains(&most) {
        "invalid max_tip_amount of the currency specified"
    } else if suggested.iter().any(|amount| *amount <= 0) {
        "suggested tip amount must be positive"
    } else if suggested.iter().any(|amount| *amount > most) {
        "suggested tip amount can't be bigger than max_tip_amount"
    } else if suggested.len() > 4 {
        "there can be at most 4 suggested tip amounts"
    } else {
        return Ok((most, suggested));
    };
    Err(ApiError::bad_request(why))
}

/// Whether a text has the form of a token that `@BotFather` issues for a payment provider:
/// `<number>:TEST:<text>` or `<number>:LIVE:<text>`.
fn is_provider_token(token: &str) -> bool {
    let mut parts = token.splitn(3, ':');
    let (number, mode, rest) = (parts.next(), parts.next(), parts.next());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_text = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    number.is_some_and(is_number)
        && mode.is_some_and(|mode| ["TEST", "LIVE"].contains(&mode))
        && rest.is_some_and(is_text)
}
