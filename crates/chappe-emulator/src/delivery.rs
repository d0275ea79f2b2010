//! Deliveries to a webhook.

use std::{collections::HashMap, sync::Weak, time::Duration};

use bytes::Bytes;
use http::{Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    body,
    emulator::{Shared, call},
    law::{Answer, Tries},
    queue::{Event, Key},
    world::Webhook,
};

/// How long a webhook may take, in seconds of this machine: Telegram's own.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a webhook may answer 410 before it is dropped, in seconds.
const GONE: f64 = 23.0 * 3600.0;

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// Delivers a bot's updates for as long as this webhook is set: one at a time
/// for each order domain, and as many at once as the webhook wants.
pub(crate) async fn deliver(shared: Weak<Shared>, bot: i64, webhook: Webhook) {
    let client: HttpClient = Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_timer(TokioTimer::new())
        .build_http();
    let mut flights: JoinSet<(Event, Answer, Option<Value>)> = JoinSet::new();
    let mut busy: HashMap<Key, i64> = HashMap::new();
    // Those that failed: how often, and when they come again.
    let mut failed: HashMap<i64, (Tries, f64, u32)> = HashMap::new();
    loop {
        let Some(state) = shared.upgrade() else { return };
        let mut changes = state.world().changes();
        let clock = state.clock.clone();
        let wake = {
            let mut guard = state.world();
            let world = &mut *guard;
            let now = clock.now();
            let held = world.faults.is_held(bot);
            let mut starting = Vec::new();
            let queue = &mut world.bot(bot).queue;
            queue.expire(now);
            failed.retain(|id, _| queue.events().any(|event| event.id == *id));
            let mut wake = now + 3600.0;
            let mut seen = Vec::new();
            for event in queue.events() {
                if flights.len() + starting.len() >= webhook.max_connections || held {
                    break;
                }
                // The first of each domain, and none past it.
                if busy.contains_key(&event.key) || seen.contains(&event.key) {
                    continue;
                }
                seen.push(event.key);
                let (_, due, _) = failed.get(&event.id).copied().unwrap_or_default();
                if due > now {
                    wake = wake.min(due);
                    continue;
                }
                starting.push(event.clone());
            }
            for event in starting {
                busy.insert(event.key, event.id);
                let (client, webhook) = (client.clone(), webhook.clone());
                let is_doubled = world.faults.is_doubled(bot, &mut world.random);
                flights.spawn(async move {
                    let first = post(&client, &webhook, &event.update).await;
                    if !is_doubled {
                        return (event, first.0, first.1);
                    }
                    let (answer, reply) = post(&client, &webhook, &event.update).await;
                    (event, answer, reply)
                });
            }
            wake
        };
        let is_set = {
            let mut world = state.world();
            let set = world.bot(bot).webhook.as_ref();
            set.is_some_and(|set| set.generation == webhook.generation)
        };
        if !is_set {
            return;
        }
        drop(state);
        tokio::select! {
            Some(landed) = flights.join_next() => {
                let Some(state) = shared.upgrade() else { return };
                if let Ok((event, answer, reply)) = landed {
                    busy.remove(&event.key);
                    land(&state, bot, &event, &answer, &mut failed);
                    if let Some(reply) = reply.filter(|_| answer.is_success()) {
                        answer_in_body(&state, bot, reply).await;
                    }
                }
            }
            changed = changes.changed() => if changed.is_err() { return },
            () = clock.until(wake) => {}
        }
    }
}

/// What becomes of an update whose delivery ended so.
fn land(
    state: &Shared,
    bot: i64,
    event: &Event,
    answer: &Answer,
    failed: &mut HashMap<i64, (Tries, f64, u32)>,
) {
    let mut world = state.world();
    let (now, date) = (world.clock.now(), world.clock.date());
    let (mut tries, _, attempts) = failed.remove(&event.id).unwrap_or_default();
    let told = match answer {
        Answer::Status(status, _) => json!({
            "bot": bot, "update_id": event.id, "attempt": attempts + 1, "status": status,
        }),
        Answer::Broken(why) => json!({
            "bot": bot, "update_id": event.id, "attempt": attempts + 1, "error": why,
        }),
    };
    world.tell("delivery", told);
    if answer.is_success() {
        let state = world.bot(bot);
        state.queue.remove(event.id);
        if let Some(webhook) = &mut state.webhook {
            webhook.gone_since = None;
        }
        return;
    }
    let pause = tries.pause(answer, &mut world.random);
    let state = world.bot(bot);
    if now + pause > event.expires_at {
        state.queue.remove(event.id);
    } else {
        failed.insert(event.id, (tries, now + pause, attempts + 1));
    }
    if let Some(webhook) = &mut state.webhook {
        webhook.last_error = Some((date, answer.said()));
        if matches!(answer, Answer::Status(410, _)) {
            let since = *webhook.gone_since.get_or_insert(now);
            if now - since >= GONE {
                state.webhook = None;
            }
        } else {
            webhook.gone_since = None;
        }
    }
}

/// Posts one update; what was answered, and the reply in the answer.
async fn post(client: &HttpClient, webhook: &Webhook, update: &Value) -> (Answer, Option<Value>) {
    let Ok(uri) = webhook.url.parse::<Uri>() else {
        return (Answer::Broken("Bad URL".to_owned()), None);
    };
    if uri.scheme_str() != Some("http") {
        let why = "TLS is not spoken here: use an http:// URL";
        return (Answer::Broken(why.to_owned()), None);
    }
    let mut request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip, deflate");
    if let Some(secret) = &webhook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let Ok(request) = request.body(Full::new(update.to_string().into())) else {
        return (Answer::Broken("Bad request".to_owned()), None);
    };
    let answered = tokio::time::timeout(TIMEOUT, async {
        let response = client.request(request).await.map_err(|error| {
            let what = if error.is_connect() { "Connection refused" } else { "Connection closed" };
            what.to_owned()
        })?;
        read(response).await
    });
    match answered.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(why)) => (Answer::Broken(why), None),
        Err(_) => (Answer::Broken("Read timeout expired".to_owned()), None),
    }
}

async fn read(response: Response<Incoming>) -> Result<(Answer, Option<Value>), String> {
    let (head, incoming) = response.into_parts();
    let wait = head.headers.get(header::RETRY_AFTER);
    let wait = wait.and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
    let whole = Limited::new(incoming, MAX_ANSWER).collect().await;
    let whole = whole.map_err(|_| "Connection closed".to_owned())?.to_bytes();
    let params = body::parse(&head.headers, &whole);
    let reply = params.ok().map(|params| {
        json!({
            "values": params.values,
            "files": params.files.len(),
        })
    });
    let reply = reply.filter(|reply| reply["values"]["method"].is_string());
    Ok((Answer::Status(head.status.as_u16(), wait), reply))
}

/// Makes the call that was in the answer; nobody hears of its result.
async fn answer_in_body(state: &Shared, bot: i64, reply: Value) {
    let mut values = reply["values"].as_object().cloned().unwrap_or_default();
    let Some(Value::String(method)) = values.remove("method") else { return };
    let lower = method.to_lowercase();
    let is_ignored = lower.starts_with("get")
        || ["setwebhook", "deletewebhook", "close", "logout"].contains(&&*lower);
    if !is_ignored {
        let params = crate::params::Params { values, files: Vec::new() };
        let _ = call(state, bot, &method, params).await;
    }
}
