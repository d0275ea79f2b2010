//! Deliveries to a webhook.

use std::{
    collections::{HashMap, HashSet},
    sync::Weak,
    time::Duration,
};

use base64::Engine as _;
use bytes::Bytes;
use http::{Request, Response, Uri, Version, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    body,
    calls::call,
    connections::Connections,
    emulator::Shared,
    json::written,
    law::{Answer, Tries},
    params::Params,
    queue::{Event, Key},
    world::{Webhook, World},
};

/// How long a webhook may take, in seconds of this machine: Telegram's own.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a webhook may answer 410 before it is dropped, in seconds.
const GONE: f64 = 23.0 * 3600.0;

/// The largest answer that is read, in bytes, files and all.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// The most that the parameters of a call in an answer may be, in bytes.
const MAX_PARAMETERS: usize = 1024 * 1024;
/// The most files of a call in an answer.
const MAX_FILES: usize = 50;

type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// A delivery that ended.
struct Landed {
    event: Event,
    answer: Answer,
    reply: Option<Params>,
    stays_open: bool,
}

/// Delivers a bot's updates for as long as this webhook is set: one at a time
/// for each order domain, and as many at once as the webhook wants.
pub(crate) async fn deliver(shared: Weak<Shared>, bot: i64, webhook: Webhook) {
    let client: HttpClient = Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_timer(TokioTimer::new())
        .build_http();
    let mut flights: JoinSet<Landed> = JoinSet::new();
    let mut course = Course::new(&webhook);
    loop {
        let Some(state) = shared.upgrade() else { return };
        let mut changes = state.world().changes();
        let clock = state.clock.clone();
        let wake = {
            let mut guard = state.world();
            let world = &mut *guard;
            let set = world.bot(bot).webhook.as_ref();
            if set.is_none_or(|set| set.generation != webhook.generation) {
                return;
            }
            let (starting, wake) = course.next(world, bot);
            for event in starting {
                let is_doubled = world.faults.is_doubled(bot, &mut world.random);
                let (client, webhook) = (client.clone(), webhook.clone());
                flights.spawn(async move {
                    let first = post(&client, &webhook, &event).await;
                    if is_doubled { post(&client, &webhook, &event).await } else { first }
                });
            }
            wake
        };
        drop(state);
        tokio::select! {
            Some(landed) = flights.join_next() => {
                let Some(state) = shared.upgrade() else { return };
                if let Ok(landed) = landed {
                    land(&state, bot, &landed, &mut course);
                    if let Some(reply) = landed.reply.filter(|_| landed.answer.is_success()) {
                        answer_in_body(&state, bot, reply).await;
                    }
                }
            }
            changed = changes.changed() => if changed.is_err() { return },
            () = clock.until(wake) => {}
        }
    }
}

/// What is under way to a webhook, and what failed.
struct Course {
    /// Which registration of the webhook this is.
    generation: u64,
    connections: Connections,
    /// How many order domains are looked at: the rest waits.
    window: usize,
    busy: HashMap<Key, i64>,
    /// Those that failed: how often, and when they come again.
    failed: HashMap<i64, (Tries, f64, u32)>,
}

impl Course {
    fn new(webhook: &Webhook) -> Self {
        Self {
            generation: webhook.generation,
            connections: Connections::new(webhook.max_connections),
            window: 2 * webhook.max_connections,
            busy: HashMap::new(),
            failed: HashMap::new(),
        }
    }

    /// The updates that start now, and when to look again.
    fn next(&mut self, world: &mut World, bot: i64) -> (Vec<Event>, f64) {
        let now = world.clock.now();
        let mut wake = now + 3600.0;
        let is_held = world.faults.is_held(bot);
        let queue = &mut world.bot(bot).queue;
        queue.expire(now);
        self.failed.retain(|id, _| queue.holds(*id));
        let mut domains: HashSet<Key> = self.busy.keys().copied().collect();
        let mut ready = Vec::new();
        for event in queue.events() {
            if is_held || domains.len() >= self.window {
                break;
            }
            // The first of each domain, and none past it.
            if !domains.insert(event.key) {
                continue;
            }
            let (_, due, _) = self.failed.get(&event.id).copied().unwrap_or_default();
            if due > now {
                wake = wake.min(due);
            } else {
                ready.push(event);
            }
        }
        let mut starting = Vec::new();
        for event in ready {
            match self.connections.take(self.busy.len(), domains.len(), now) {
                Ok(()) => {
                    self.busy.insert(event.key, event.id);
                    starting.push(event.clone());
                }
                Err(again) => {
                    wake = wake.min(again.unwrap_or(wake));
                    break;
                }
            }
        }
        (starting, wake)
    }
}

/// What becomes of an update whose delivery ended so.
fn land(state: &Shared, bot: i64, landed: &Landed, course: &mut Course) {
    let Landed { event, answer, stays_open, .. } = landed;
    let mut world = state.world();
    let (now, date) = (world.clock.now(), world.clock.date());
    course.busy.remove(&event.key);
    course.connections.landed(answer.is_success(), *stays_open, now);
    let (mut tries, due, attempts) = course.failed.remove(&event.id).unwrap_or_default();
    let told = match answer {
        Answer::Status(status, _) => json!({
            "bot": bot, "update_id": event.id, "attempt": attempts + 1, "status": status,
        }),
        Answer::Broken(why) | Answer::Unreachable(why) => json!({
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
    if matches!(answer, Answer::Unreachable(_)) {
        // The update has not failed: it goes as soon as there is a connection.
        course.failed.insert(event.id, (tries, due, attempts + 1));
    } else {
        let pause = tries.pause(answer, &mut world.random);
        if now + pause > event.expires_at {
            world.bot(bot).queue.remove(event.id);
        } else {
            course.failed.insert(event.id, (tries, now + pause, attempts + 1));
        }
    }
    let state = world.bot(bot);
    let set = state.webhook.as_mut().filter(|set| set.generation == course.generation);
    let Some(webhook) = set else { return };
    webhook.last_error = Some((date, answer.said()));
    match answer {
        Answer::Status(410, _) => {
            let since = *webhook.gone_since.get_or_insert(now);
            if now - since > GONE {
                state.webhook = None;
            }
        }
        Answer::Status(..) => webhook.gone_since = None,
        Answer::Broken(_) | Answer::Unreachable(_) => {}
    }
}

/// Posts one update; what was answered.
async fn post(client: &HttpClient, webhook: &Webhook, event: &Event) -> Landed {
    let landed = |answer, reply, stays_open| {
        let event = event.clone();
        Landed { event, answer, reply, stays_open }
    };
    let request = match request(webhook, &event.update) {
        Ok(request) => request,
        Err(why) => return landed(Answer::Broken(why.to_owned()), None, true),
    };
    let answered = tokio::time::timeout(TIMEOUT, async {
        let response = client.request(request).await.map_err(|error| {
            if error.is_connect() {
                Answer::Unreachable("Connection refused".to_owned())
            } else {
                Answer::Broken("Connection closed".to_owned())
            }
        })?;
        read(response).await.map_err(Answer::Broken)
    });
    match answered.await {
        Ok(Ok((answer, reply, stays_open))) => landed(answer, reply, stays_open),
        Ok(Err(answer)) => landed(answer, None, false),
        Err(_) => landed(Answer::Broken("Read timeout expired".to_owned()), None, false),
    }
}

/// The request that brings an update.
fn request(webhook: &Webhook, update: &Value) -> Result<Request<Full<Bytes>>, &'static str> {
    let uri: Uri = webhook.url.parse().map_err(|_| "Bad URL")?;
    if uri.scheme_str() != Some("http") {
        return Err("TLS is not spoken here: use an http:// URL");
    }
    let person = uri.authority().and_then(|authority| authority.as_str().rsplit_once('@'));
    let person = person.map(|(person, _)| percent_decode_str(person).collect::<Vec<_>>());
    let mut request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip, deflate");
    if let Some(person) = person {
        let person = base64::engine::general_purpose::STANDARD.encode(person);
        request = request.header(header::AUTHORIZATION, format!("Basic {person}"));
    }
    if let Some(secret) = &webhook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    request.body(Full::new(written(update).into())).map_err(|_| "Bad request")
}

/// Reads an answer: what it is, the call in it, and whether its connection stays.
async fn read(response: Response<Incoming>) -> Result<(Answer, Option<Params>, bool), String> {
    let (head, incoming) = response.into_parts();
    let wait = head.headers.get(header::RETRY_AFTER);
    let wait = wait.and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
    let connection = head.headers.get(header::CONNECTION).and_then(|value| value.to_str().ok());
    let stays_open = match connection {
        Some(said) => !said.to_lowercase().contains("close"),
        None => head.version >= Version::HTTP_11,
    };
    let whole = Limited::new(incoming, MAX_ANSWER).collect().await;
    let whole = whole.map_err(|_| "Connection closed".to_owned())?.to_bytes();
    let reply = body::parse(&head.headers, &whole).ok();
    let reply = reply.filter(|reply| reply.values.get("method").is_some_and(Value::is_string));
    if reply.as_ref().is_some_and(|reply| {
        Value::Object(reply.values.clone()).to_string().len() > MAX_PARAMETERS
            || reply.files.len() > MAX_FILES
    }) {
        return Err("Connection closed".to_owned());
    }
    Ok((Answer::Status(head.status.as_u16(), wait), reply, stays_open))
}

/// Makes the call that was in the answer; nobody hears of its result.
async fn answer_in_body(state: &Shared, bot: i64, mut params: Params) {
    let Some(Value::String(method)) = params.values.remove("method") else { return };
    let lower = method.to_lowercase();
    let is_ignored = lower.starts_with("get")
        || ["setwebhook", "deletewebhook", "close", "logout"].contains(&&*lower);
    if !is_ignored {
        let _ = call(state, bot, &method, params).await;
    }
}
