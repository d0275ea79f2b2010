//! A shop that sells for Telegram Stars.
//!
//! | step | sent by | handler |
//! |---|---|---|
//! | `/buy tea` | the user | [`buy`] sends an invoice |
//! | the query before the payment | Telegram | [`check`] approves or refuses within 10 s |
//! | the payment | Telegram | [`paid`] delivers, and notes the payment |
//! | `/refund` | the user | [`refund`] returns the stars of the last payment |

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chappe::{
    client::PreCheckoutDeadline,
    prelude::*,
    types::{
        AnswerPreCheckoutQuery, LabeledPrice, PreCheckoutQuery, RefundStarPayment, SendInvoice,
    },
};

/// A good: the payload of its invoice, its title, and its price in stars.
type Good = (&'static str, &'static str, i64);

const GOODS: [Good; 2] = [("tea", "A cup of tea", 5), ("cake", "A piece of cake", 12)];

/// Finds a good by the payload of its invoice.
fn good(payload: &str) -> Option<Good> {
    GOODS.into_iter().find(|(name, ..)| *name == payload)
}

/// The last payment of each user that can be refunded. A shop keeps them in a database.
#[derive(Clone, Debug, Default)]
pub struct Payments(Arc<Mutex<HashMap<UserId, String>>>);

impl Payments {
    fn change<T>(&self, change: impl FnOnce(&mut HashMap<UserId, String>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Returns the bot's router.
pub fn app() -> Router {
    let busy = PreCheckoutDeadline::new("The shop is busy. Please try again.");
    Router::new("payments")
        .message(|m| {
            m.on(command("buy"), buy)
                .on(command("refund"), refund)
                .on(content(Content::SuccessfulPayment), paid)
                .fallback(async || reply("Write /buy tea, /buy cake or /refund, please."))
        })
        .pre_checkout_query(|q| q.outer_layer(busy).fallback(check))
        .with_state(Payments::default())
}

/// Sends the invoice of a good.
pub async fn buy(CommandArgs(name): CommandArgs, chat: ChatId) -> Result<SendInvoice, Skip> {
    let (payload, title, stars) = good(&name).ok_or(Skip)?; // unknown: the fallback answers
    let price = vec![LabeledPrice::new(title, stars)];
    Ok(SendInvoice::new(chat, title, "Served in a minute", payload, "XTR", price))
}

/// Checks an order: its good may be sold out, or its price may have changed since the invoice.
pub async fn check(Event(query): Event<PreCheckoutQuery>) -> AnswerPreCheckoutQuery {
    match good(&query.invoice_payload) {
        Some((.., stars)) if stars == query.total_amount => query.approve(),
        Some(_) => query.refuse("The price has changed. Please order again."),
        None => query.refuse("This is sold out."),
    }
}

/// Delivers what was paid for.
pub async fn paid(
    State(payments): State<Payments>,
    user: UserId,
    Event(message): Event<Message>,
) -> Option<impl IntoOutcome> {
    let payment = message.successful_payment.as_ref()?;
    let charge = payment.telegram_payment_charge_id.to_string();
    payments.change(|all| all.insert(user, charge));
    let (_, title, _) = good(&payment.invoice_payload)?;
    Some(reply(format!("Here you are: {}", title.to_lowercase())))
}

/// Returns the stars of the last payment.
pub async fn refund(
    bot: Bot,
    State(payments): State<Payments>,
    user: UserId,
) -> Result<impl IntoOutcome, BoxError> {
    let Some(charge) = payments.change(|all| all.remove(&user)) else {
        return Ok(reply("There is nothing to refund."));
    };
    if let Err(error) = bot.send(RefundStarPayment::new(user, &charge)).await {
        payments.change(|all| all.insert(user, charge)); // can be tried again
        return Err(error.into());
    }
    Ok(reply("Your stars are back."))
}
