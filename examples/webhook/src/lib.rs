//! A bot behind a webhook.
//!
//! | message | answer |
//! |---|---|
//! | `/start` | a greeting |
//! | `/slow N` | a reply after N seconds |
//! | `/count` | the number of handlers that finished since the start, this one included |
//! | `/panic` | panics: the update is acknowledged and the panic logged |
//! | `/fail` | fails: an error observer replies |
//! | any other text | the text |

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chappe::{Panicked, prelude::*};

/// The number of handlers that have finished.
#[derive(Clone, Debug, Default)]
pub struct Finished(Arc<AtomicU64>);

/// Marks the handler `count`, which adds itself to the number.
#[derive(Clone, Copy, Debug)]
struct CountsItself;

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("app")
        .message(|m| {
            m.inner_layer(from_fn(count_finished))
                .on(command("start"), start)
                .on(command("slow"), slow)
                .on(command("count"), flagged(count, CountsItself))
                .on(command("panic"), panic)
                .on(command("fail"), fail)
                .on(text(), echo)
        })
        .error(|e| e.on(failed_with::<Refused>(), apologize))
        .with_state(Finished::default())
}

async fn start() -> impl IntoOutcome {
    reply("Hello! Send me a text, /slow N, /count, /panic or /fail.")
}

async fn slow(CommandArgs(seconds): CommandArgs) -> Result<impl IntoOutcome, Refused> {
    let seconds: u64 = seconds.parse().map_err(|_| Refused("/slow takes a number of seconds"))?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    Ok(reply(format!("slept {seconds} s")))
}

async fn count(State(Finished(finished)): State<Finished>) -> impl IntoOutcome {
    reply((finished.fetch_add(1, Ordering::Relaxed) + 1).to_string())
}

async fn panic() {
    panic!("/panic always panics");
}

async fn fail() -> Result<(), Refused> {
    Err(Refused("/fail always fails"))
}

async fn echo(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}

async fn apologize(Event(failure): Event<ErrorEvent>) -> impl IntoOutcome {
    reply(format!("Sorry: {}.", failure.error()))
}

/// Counts the handlers that finished with a result or an error, but not those that panicked.
async fn count_finished(
    State(Finished(finished)): State<Finished>,
    request: Request<Message>,
    next: Next<Message>,
) -> Result<Outcome, BoxError> {
    let counts_itself = request.flag::<CountsItself>().is_some();
    let result = next.run(request).await;
    let panicked = matches!(&result, Err(error) if error.is::<Panicked>());
    if !counts_itself && !panicked {
        finished.fetch_add(1, Ordering::Relaxed);
    }
    result
}

/// A failure of a command.
#[derive(Debug)]
struct Refused(&'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}
