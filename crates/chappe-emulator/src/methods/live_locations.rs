//! Locations, and live locations that move.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, edit::edit},
    world::{FOREVER, end_live_location, is_live, location},
};

/// The shortest and the longest period of a live location, in seconds.
const PERIODS: std::ops::RangeInclusive<i64> = 60..=86_400;

/// The largest heading, in degrees, and the largest radius of a proximity alert, in meters.
const MAX_HEADING: i64 = 360;
const MAX_RADIUS: i64 = 100_000;

/// The largest latitude and longitude, in degrees.
const MAX_LATITUDE: f64 = 90.0;
const MAX_LONGITUDE: f64 = 180.0;

/// The location of `sendLocation`.
pub(super) fn from_params(context: &Context<'_>) -> ApiResult {
    let period = context.params.number("live_period").unwrap_or_default();
    if period != 0 && period != FOREVER && !PERIODS.contains(&period) {
        return Err(ApiError::bad_request("wrong live location period specified"));
    }
    checked(context, period)
}

/// The location of the parameters, with a period.
fn checked(context: &Context<'_>, period: i64) -> ApiResult {
    let params = context.params;
    let within = |name: &str, most: f64| {
        params.get(name).and_then(Value::as_f64).is_some_and(|degrees| degrees.abs() <= most)
    };
    let number = |name: &str| params.number(name).unwrap_or_default();
    let is_live = period != 0;
    let why = if !within("latitude", MAX_LATITUDE) || !within("longitude", MAX_LONGITUDE) {
        if is_live { "invalid live location specified" } else { "invalid location specified" }
    } else if is_live && !(0..=MAX_HEADING).contains(&number("heading")) {
        "wrong live location heading specified"
    } else if is_live && !(0..=MAX_RADIUS).contains(&number("proximity_alert_radius")) {
        "wrong live location proximity alert radius specified"
    } else {
        return Ok(location(&Value::Object(params.values.clone()), period));
    };
    Err(ApiError::bad_request(why))
}

/// The message that the parameters name, in a chat or sent via the bot.
fn named(context: &Context<'_>) -> Option<Value> {
    if context.params.get("chat_id").is_some() {
        let id = context.params.number("message_id")?;
        return Some(context.world.message(context.talk().ok()?, id)?.json.clone());
    }
    let message = context.world.inline_messages.get(context.params.text("inline_message_id")?)?;
    match message.place {
        Some((talk, id)) => Some(context.world.message(talk, id)?.json.clone()),
        None => Some(message.json.clone()),
    }
}

/// Checks that a message has a location that is live.
fn fits(message: &Value, _: &Map<String, Value>) -> Result<(), &'static str> {
    match (message["location"].is_object(), is_live(message)) {
        (true, true) => Ok(()),
        (true, false) => Err("message can't be edited"),
        (false, _) => Err("there is no live location in the message to edit"),
    }
}

/// Replaces the location of the message.
fn replace(context: &mut Context<'_>, location: Value) -> ApiResult {
    let content = Map::from_iter([("location".to_owned(), location)]);
    let edited = edit(context, &["location"], content, fits)?;
    if let Ok(talk) = context.talk() {
        context.world.watch_live_location(talk, &edited);
    }
    Ok(edited)
}

pub(crate) fn edit_location(context: &mut Context<'_>) -> ApiResult {
    let message = named(context).unwrap_or_default();
    let before = message["location"]["live_period"].as_i64();
    let period = context.params.number("live_period").filter(|period| *period > 0).or(before);
    let location = checked(context, period.unwrap_or(*PERIODS.start()))?;
    replace(context, location)
}

pub(crate) fn stop(context: &mut Context<'_>) -> ApiResult {
    let mut location = named(context).unwrap_or_default()["location"].take();
    if location.is_null() {
        location = json!({});
    }
    end_live_location(&mut location);
    replace(context, location)
}
