//! Streams of text on a server that fails at random.

use std::{error::Error as _, time::Duration};

use chappe_core::Router;
use chappe_send::TextStream;
use chappe_testing::TestBot;
use http::Method;
use serde_json::{Value, json};

use crate::dialogue::{control, fault, paced};

/// The number of runs; each has its own seed.
const RUNS: u64 = 1_000;

/// A small generator of random numbers, so that a run is repeatable.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A run: the pieces of the text, their pace, and the point of failure.
struct Run {
    pieces: Vec<String>,
    pause: Duration,
    fails: bool,
    in_group: bool,
    drafts: bool,
}

impl Run {
    fn new(random: &mut Random) -> Self {
        let count = 1 + random.below(60);
        let length = [1, 10, 400][usize::try_from(random.below(3)).unwrap()];
        let word = |at| format!("{at}{} ", "é👍".repeat(usize::try_from(length).unwrap() / 3));
        Self {
            pieces: (0..count).map(word).collect(),
            pause: Duration::from_millis(
                [0, 20, 700, 3_000][usize::try_from(random.below(4)).unwrap()],
            ),
            fails: random.below(3) == 0,
            in_group: random.below(2) == 0,
            drafts: random.below(4) != 0,
        }
    }
}

/// Faults of any call of the bot: refusals, failures of the server, dropped connections.
#[expect(clippy::cast_precision_loss, reason = "the number is small")]
fn add_faults(bot: &TestBot, random: &mut Random) {
    let wait = 1 + random.below(30);
    let faults = [
        json!({"retry_after": wait}),
        json!({"status": 502}),
        json!({"drop": "before"}),
        json!({"drop": "after", "reset": true}),
        json!({"delay_ms": 8_000}),
        json!({"body": "half"}),
    ];
    for then in faults {
        // From 1 to 16 of 100 calls each.
        let probability = (1 + random.below(16)) as f64 / 100.0;
        fault(bot, &json!({"probability": probability, "then": then}));
    }
}

/// Plays a run, and returns the number of calls that failed.
async fn run(seed: u64) -> usize {
    let mut random = Random(seed);
    for _ in 0..8 {
        random.below(2);
    }
    let plan = Run::new(&mut random);
    let bot = TestBot::new(Router::new("empty"));
    let mut alice = bot.user("alice");
    if plan.in_group {
        let group = bot.supergroup("Friends", &[&alice]).await;
        alice = alice.within(&group);
    }
    alice.send("hi").await;
    let chat = alice.messages().last().unwrap()["chat"]["id"].as_i64().unwrap();
    let limits = json!({"enabled": true});
    control(&bot, &Method::POST, "limits", &limits);
    add_faults(&bot, &mut random);

    let whole = plan.pieces.concat();
    let mut pieces: Vec<Result<String, &str>> = plan.pieces.into_iter().map(Ok).collect();
    if plan.fails {
        pieces.extend([Err("failed"), Ok("never".to_owned())]);
    }
    let stream = TextStream::new(bot.bot(), chat).drafts(plan.drafts);
    let result = stream.send(paced(pieces, plan.pause)).await;
    let (sent, failure) = match &result {
        Ok(sent) => (sent, None),
        Err(error) => (error.sent(), Some(error.source().unwrap().to_string())),
    };
    assert_eq!(failure.as_deref(), plan.fails.then_some("failed"), "seed {seed}");
    assert_eq!(sent.text(), whole, "seed {seed}");

    // What users see in the end, which is what counts.
    let shown = alice.messages();
    let text = |id: i64| {
        let message = shown.iter().find(|message| message["message_id"] == id);
        message.and_then(|message| message["text"].as_str()).unwrap_or_default().to_owned()
    };
    let ids: Vec<i64> = sent.messages().iter().map(|message| message.message_id.0).collect();
    assert!(ids.is_sorted(), "seed {seed}: the parts are in order");
    let parts: Vec<String> = ids.into_iter().map(text).collect();
    assert_eq!(parts.join(" "), whole.trim_end(), "seed {seed}");
    assert_one_call_at_a_time(&bot, seed);
    bot.calls().iter().filter(|call| call.result().is_err()).count()
}

/// Asserts that texts never shrink, which they would if calls overtook each other.
fn assert_one_call_at_a_time(bot: &TestBot, seed: u64) {
    let mut last: Option<(Value, usize)> = None;
    for call in bot.calls() {
        let is_growth = matches!(call.method(), "editMessageText" | "sendMessageDraft");
        let Some(text) = call.params()["text"].as_str().filter(|_| is_growth) else { continue };
        let message = call.params().get("message_id").cloned().unwrap_or_default();
        let length = text.trim_end().len();
        if let Some((_, before)) = last.as_ref().filter(|(id, _)| *id == message && !id.is_null()) {
            assert!(length >= *before, "seed {seed}: an older text after a newer one");
        }
        last = Some((message, length));
    }
}

#[tokio::test(start_paused = true)]
async fn the_final_text_arrives_whole_in_1000_of_1000_runs() {
    let mut failures = 0;
    for seed in 0..RUNS {
        failures += run(seed).await;
    }
    assert!(failures > 1_000, "{failures} calls failed");
}
