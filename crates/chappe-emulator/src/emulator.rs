//! The emulator itself.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    clock::Clock,
    delivery::deliver,
    error::{ApiError, ApiResult},
    faults::{Drop as Dropped, Fault},
    http::serve,
    methods::{Context, run},
    params::Params,
    polling::updates,
    schema::schema,
    world::{Call, World},
};

/// A Bot API server on this machine, with people, chats and a clock of its own.
///
/// Clones are the same server. It is a `Service<http::Request<B>>`, and can be
/// [started](Self::start) on a port; any number of them run side by side.
///
/// # Example
///
/// ```
/// use chappe_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let running = Emulator::new().start().await?;
/// println!("Bot API at http://{}", running.address());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
}

/// What all clones share.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    world: Mutex<World>,
}

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Emulator {
    /// An emulator where nobody is yet. Needs a tokio runtime around it.
    pub fn new() -> Self {
        Self::with_seed(1)
    }

    /// An emulator whose chances are decided by a seed.
    pub fn with_seed(seed: u64) -> Self {
        let clock = Clock::new();
        let world = Mutex::new(World::new(seed, clock.clone()));
        Self { shared: Arc::new(Shared { clock, world }) }
    }

    /// Starts it on a free port of this machine.
    ///
    /// # Errors
    ///
    /// As the system says.
    pub async fn start(self) -> std::io::Result<Running> {
        self.listen(TcpListener::bind("127.0.0.1:0").await?)
    }

    /// Starts it on a listener.
    ///
    /// # Errors
    ///
    /// As the system says.
    pub fn listen(self, listener: TcpListener) -> std::io::Result<Running> {
        let address = listener.local_addr()?;
        let serving = tokio::spawn(serve(listener, self.clone()));
        Ok(Running { emulator: self, address, serving: serving.abort_handle() })
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Default for Emulator {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").finish_non_exhaustive()
    }
}

/// An emulator that listens, until this is dropped.
#[derive(Debug)]
pub struct Running {
    emulator: Emulator,
    address: SocketAddr,
    serving: tokio::task::AbortHandle,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server, for `TELEGRAM_API_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The emulator.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// How a call ended.
pub(crate) enum Called {
    Answer(ApiResult),
    /// The connection breaks.
    Broken,
}

/// Makes a call of a bot, faults and all, and notes it.
pub(crate) async fn called(shared: &Arc<Shared>, bot: i64, method: &str, params: Params) -> Called {
    let fault = {
        let mut guard = shared.world();
        let world = &mut *guard;
        world.faults.of(method, params.get("chat_id"), &mut world.random)
    };
    let fault = fault.unwrap_or_default();
    if let Some(delay) = fault.delay_ms {
        tokio::time::sleep(std::time::Duration::from_millis(delay)).await;
    }
    if fault.drop == Some(Dropped::Before) {
        return Called::Broken;
    }
    if let Some(error) = refusal(&fault) {
        note(shared, bot, method, &params, &Err(error.clone()), false);
        return Called::Answer(Err(error));
    }
    let result = call(shared, bot, method, params).await;
    start_deliveries(shared, bot);
    if fault.drop == Some(Dropped::After) { Called::Broken } else { Called::Answer(result) }
}

/// The error that a fault is.
fn refusal(fault: &Fault) -> Option<ApiError> {
    if let Some(wait) = fault.retry_after {
        let mut error = ApiError::retry_after(wait);
        error.code = fault.status.unwrap_or(429);
        if let Some(description) = &fault.description {
            error.description.clone_from(description);
        }
        return Some(error);
    }
    let status = fault.status?;
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let description = fault.description.clone();
    let description = description.unwrap_or_else(|| reason.unwrap_or_default().to_owned());
    Some(ApiError::new(status, description))
}

/// Makes a call of a bot, and notes it.
pub(crate) async fn call(shared: &Shared, bot: i64, method: &str, params: Params) -> ApiResult {
    let Some(known) = schema().method(method) else {
        return Err(ApiError::new(404, "Not Found: method not found"));
    };
    let params = match params.clone().check(known) {
        Ok(params) => params,
        Err(error) => {
            note(shared, bot, &known.name, &params, &Err(error.clone()), false);
            return Err(error);
        }
    };
    if known.name == "getUpdates" {
        // Questions are not noted: there would be nothing else to see.
        return updates(shared, bot, &params).await;
    }
    let ran = {
        let mut world = shared.world();
        run(&mut Context { world: &mut world, bot, method: known, params: &params })
    };
    note(shared, bot, &known.name, &params, &ran.result, ran.is_stub);
    ran.result
}

/// Notes a call in the journal, and tells of it.
fn note(
    shared: &Shared,
    bot: i64,
    method: &str,
    params: &Params,
    result: &ApiResult,
    is_stub: bool,
) {
    let mut world = shared.world();
    let at = world.clock.now();
    let result = match result {
        Ok(result) => Ok(result.clone()),
        Err(error) => Err((error.code, error.description.clone())),
    };
    let params = Value::Object(params.values.clone());
    let cause = world.history.cause(bot, &params);
    let method = method.to_owned();
    let call = Call { seq: 0, bot, method, params, result, at, is_stub, cause };
    let seq = world.journal.add(call);
    let told = world.journal.after(seq - 1, None).pop().unwrap_or_default();
    let mut event = json!({"seq_call": seq});
    for (name, value) in told.as_object().into_iter().flatten() {
        if name != "seq" {
            event[name] = value.clone();
        }
    }
    world.tell("call", event);
}

/// Starts deliveries for a webhook that was just set.
pub(crate) fn start_deliveries(shared: &Arc<Shared>, bot: i64) {
    let mut world = shared.world();
    let Some(webhook) = world.bot(bot).webhook.clone() else { return };
    let started = world.deliveries.entry(bot).or_default();
    if *started != webhook.generation {
        *started = webhook.generation;
        drop(world);
        tokio::spawn(deliver(Arc::downgrade(shared), bot, webhook));
    }
}

/// Why a service of an emulator fails: a fault wants the connection to break.
#[derive(Clone, Copy, Debug)]
pub struct BrokenConnection(());

impl BrokenConnection {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl fmt::Display for BrokenConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection breaks, as a fault wants it")
    }
}

impl std::error::Error for BrokenConnection {}
