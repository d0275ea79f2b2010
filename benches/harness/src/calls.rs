//! W9: calls of the Bot API.

use std::{sync::Arc, time::Instant};

use serde_json::json;

use crate::{
    allocator::Allocated,
    cases::Job,
    process::{cpu, resident},
};

/// The token of the bot.
pub const TOKEN: &str = "7012345678:AAHs-bench_bench_bench_bench_bench0";

/// The chat that messages are sent to.
pub const CHAT: i64 = 412_587_693;

/// The text of a message.
pub const TEXT: &str =
    "Hello, Alice! Order 4127 is on its way 🚚 and will arrive tomorrow between 10 and 12.";

/// The name of the file that is uploaded.
pub const FILE_NAME: &str = "report.bin";

/// The message id in every response.
pub const MESSAGE_ID: i64 = 4128;

/// The warm-up calls of each worker, which open the connections and grow the buffers.
const WARMING: u32 = 8;

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// `sendMessage` with [`TEXT`] to [`CHAT`].
    Message,
    /// `sendDocument` with [`file`] to [`CHAT`].
    Upload,
}

/// The calls of the command line.
#[derive(Clone, Debug)]
pub struct Calls {
    /// The server, as `http://127.0.0.1:8081`.
    pub url: String,
    /// The number of calls.
    pub number: u32,
    /// The number of workers, each of which makes one call after another.
    pub at_once: u32,
    /// The kind of call.
    pub called: Called,
}

/// The file that is uploaded: 1 MiB.
#[must_use]
pub fn file() -> Vec<u8> {
    (0..1024 * 1024_u32).map(|at| (at % 251) as u8).collect()
}

impl Job {
    /// Makes calls on a current-thread runtime, and prints the cost of one. `connect`
    /// creates the client inside the runtime; `call` makes one call and returns the message
    /// id in its response.
    ///
    /// # Panics
    ///
    /// Panics if a response has another id than [`MESSAGE_ID`].
    pub fn calls<C, F>(
        &self,
        peer: &str,
        calls: &Calls,
        connect: impl FnOnce() -> C,
        call: impl Fn(Arc<C>) -> F + Copy + Send + 'static,
    ) where
        C: Send + Sync + 'static,
        F: Future<Output = i64> + Send + 'static,
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let client = Arc::new(connect());
            let warming = WARMING * calls.at_once;
            make(&client, call, warming, calls.at_once).await;
            let number = self.loops().unwrap_or(calls.number);
            let (began, cpu_before, before) = (Instant::now(), cpu(), Allocated::so_far());
            make(&client, call, number, calls.at_once).await;
            let (after, cpu_after, seconds) = (Allocated::so_far(), cpu(), began.elapsed());
            if self.loops().is_some() {
                return;
            }
            let each = |sum: f64| sum / f64::from(number);
            let line = json!({
                "peer": peer,
                "calls": warming + number,
                "cpu": each(cpu_after.saturating_sub(cpu_before).as_secs_f64() * 1e9),
                "per_second": f64::from(number) / seconds.as_secs_f64(),
                "allocations": each((after.count - before.count) as f64),
                "bytes": each((after.bytes - before.bytes) as f64),
                "rss": resident(),
            });
            println!("{line}");
        });
    }
}

/// Makes a number of calls with a number of workers.
async fn make<C, F>(
    client: &Arc<C>,
    call: impl Fn(Arc<C>) -> F + Copy + Send + 'static,
    number: u32,
    at_once: u32,
) where
    C: Send + Sync + 'static,
    F: Future<Output = i64> + Send + 'static,
{
    let workers: Vec<_> = (0..at_once)
        .map(|worker| {
            let client = Arc::clone(client);
            let share = number / at_once + u32::from(worker < number % at_once);
            tokio::spawn(async move {
                for _ in 0..share {
                    assert_eq!(call(Arc::clone(&client)).await, MESSAGE_ID);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("every call is answered");
    }
}
