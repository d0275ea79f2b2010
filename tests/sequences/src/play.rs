//! Steps on an emulator, and the checks of their answers.

use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use chappe_emulator::Emulator;
use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use crate::{
    actions::Action,
    check::conforms,
    draw::BEGIN,
    failure::Failure,
    panics,
    readers::{read_result, read_update},
    schema::schema,
    step::Step,
};

/// How long a call may take, on the paused clock.
const LONGEST: Duration = Duration::from_secs(7200);

/// Codes of errors that a bot causes, or that are documented.
const CODES: [u16; 8] = [400, 401, 403, 404, 409, 413, 429, 501];

/// An emulator, and what its tests have changed in it.
#[derive(Clone, Debug)]
pub(crate) struct Player<'a> {
    pub(crate) emulator: Emulator,
    actions: &'a [Action],
    /// Whether a call may fail because a test requires it.
    has_faults: bool,
    /// Whether a bot has had a webhook: its retries are random and not part of a snapshot.
    pub(crate) has_webhook: bool,
    /// The ids of updates that a test has sent.
    injected: BTreeSet<i64>,
}

impl<'a> Player<'a> {
    /// A player with a new emulator, at the same time in each run.
    ///
    /// # Errors
    ///
    /// Fails if an emulator does not restore its own snapshot.
    pub(crate) fn new(actions: &'a [Action]) -> Result<Self, Failure> {
        let emulator = Emulator::new();
        let mut snapshot = snapshot(&emulator)?;
        #[expect(clippy::cast_precision_loss, reason = "the number is exact")]
        let begin = BEGIN as f64 + 0.123;
        snapshot["now"] = json!(begin);
        let player = Self {
            emulator,
            actions,
            has_faults: false,
            has_webhook: false,
            injected: BTreeSet::new(),
        };
        player.restored(&snapshot)
    }

    /// The same player with another emulator, which continues from a snapshot.
    ///
    /// # Errors
    ///
    /// Fails if the emulator does not restore the snapshot.
    pub(crate) fn restored(self, snapshot: &Value) -> Result<Self, Failure> {
        let emulator = Emulator::new();
        emulator
            .restore(snapshot)
            .map_err(|error| Failure::new("a snapshot is not restored", error.to_string()))?;
        Ok(Self { emulator, ..self })
    }

    /// Makes a step. Returns the answer.
    ///
    /// # Errors
    ///
    /// Fails if the step panics, hangs, or has an answer that it must not have.
    pub(crate) async fn play(&mut self, step: &Step) -> Result<Value, Failure> {
        let answer = match step {
            Step::Call { token, method, params, files } => {
                self.call(token, method, params, files).await?
            }
            Step::Action { method, path, body } => self.act(method, path, body)?,
        };
        // Deliveries run in tasks of their own.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        match panics::take() {
            Some(panic) => Err(Failure::new(&format!("a panic at {panic}"), "")),
            None => Ok(answer),
        }
    }

    fn act(&mut self, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
        let verb = Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET);
        let result = self.emulator.control(&verb, path, body);
        let result = match result {
            Ok(result) => result,
            Err(error) if error.status() >= 500 || error.to_string().is_empty() => {
                let kind = format!("{method} {path} fails with {}", error.status());
                return Err(Failure::new(&kind, error.to_string()));
            }
            Err(error) => return Ok(json!({"error": error.to_string()})),
        };
        match (method, path) {
            ("POST", "faults") => self.has_faults = true,
            ("DELETE", "faults") => self.has_faults = false,
            ("POST", "updates") => self.injected.extend(result["update_id"].as_i64()),
            _ => {}
        }
        let same = |action: &&Action| action.method == method && action.path == path;
        let action = self.actions.iter().find(same);
        if let Some((kind, action)) =
            action.and_then(|action| Some((action.returns.as_deref()?, action)))
        {
            let mut answer = result.clone();
            if let Some(answer) = answer.as_object_mut() {
                answer.retain(|name, _| !action.adds.contains(name));
            }
            conforms(kind, &answer).map_err(|why| {
                Failure::new(&format!("{method} {path}: the answer{why}"), result.to_string())
            })?;
        }
        Ok(result)
    }

    async fn call(
        &mut self,
        token: &str,
        method: &str,
        params: &Map<String, Value>,
        files: &[(String, usize)],
    ) -> Result<Value, Failure> {
        let (media_type, body) = Step::body(params, files);
        let request = Request::post(format!("http://localhost/bot{token}/{method}"))
            .header(header::CONTENT_TYPE, media_type)
            .body(Full::new(Bytes::from(body)));
        let request = request.map_err(|error| Failure::new("no request", error.to_string()))?;
        let answer = tokio::time::timeout(LONGEST, self.emulator.clone().oneshot(request)).await;
        let response = match answer {
            Ok(Ok(response)) => response,
            _ if self.has_faults => return Ok(Value::Null),
            Ok(Err(error)) => {
                return Err(Failure::new(&format!("{method} has no response"), error.to_string()));
            }
            Err(_) => return Err(Failure::new(&format!("{method} hangs"), "")),
        };
        let status = response.status().as_u16();
        let Ok(body) = response.into_body().collect().await;
        let body = body.to_bytes();
        if self.has_faults {
            return Ok(Value::Null);
        }
        match serde_json::from_slice(&body) {
            Ok(answer) => self.checked(method, params, status, answer),
            Err(error) => Err(Failure::new(&format!("{method}: no JSON"), error.to_string())),
        }
    }

    /// Checks the answer to a call.
    fn checked(
        &mut self,
        method: &str,
        params: &Map<String, Value>,
        status: u16,
        answer: Value,
    ) -> Result<Value, Failure> {
        let fail = |why: &str| Failure::new(&format!("{method}: {why}"), answer.to_string());
        if answer["ok"] == json!(false) {
            let has_description =
                answer["description"].as_str().is_some_and(|text| !text.is_empty());
            if !CODES.contains(&status) || answer["error_code"] != status || !has_description {
                return Err(fail("not an error of the Bot API"));
            }
            return Ok(answer);
        }
        if status != 200 || answer["ok"] != json!(true) {
            return Err(fail("neither a result nor an error"));
        }
        let result = &answer["result"];
        let returns = schema().methods.iter().find(|known| known.name == method);
        let returns = returns.map_or("Boolean", |method| &*method.returns);
        if method == "getUpdates" {
            for update in result.as_array().into_iter().flatten() {
                let is_injected =
                    update["update_id"].as_i64().is_some_and(|id| self.injected.contains(&id));
                if !is_injected {
                    let fail =
                        |why: &str| Failure::new(&format!("an update{why}"), update.to_string());
                    conforms("Update", update).map_err(|why| fail(&why))?;
                    read_update(update.to_string().as_bytes())
                        .map_err(|why| fail(&format!(" is not read: {why}")))?;
                }
            }
        } else {
            conforms(returns, result).map_err(|why| fail(&format!("the result{why}")))?;
            read_result(method, result.to_string().as_bytes())
                .map_err(|why| fail(&format!("the result is not read: {why}")))?;
        }
        if method == "setWebhook" && params.get("url").is_some() {
            self.has_webhook = true;
        }
        Ok(answer)
    }
}

/// The snapshot of an emulator.
///
/// # Errors
///
/// Fails if the state cannot be serialized.
pub(crate) fn snapshot(emulator: &Emulator) -> Result<Value, Failure> {
    emulator.snapshot().map_err(|error| Failure::new("no snapshot", error.to_string()))
}
