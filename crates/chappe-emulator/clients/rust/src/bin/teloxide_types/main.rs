//! Calls every method of teloxide, whose types are strict: an answer that lacks a field, or
//! has an unknown value in it, is an error.
//!
//! Methods that `docs/testing.md` lists as refused with 501 are not called, because teloxide
//! waits ten seconds after such an answer, and neither is `deleteChatPhoto`, whose answer it expects
//! to be a text. Any refusal is a failure, because each call is one
//! that Telegram accepts.

mod calls;
mod stage;

use foreign_clients::{Run, report};
use teloxide::{Bot, RequestError};

use crate::stage::Stage;

const TOKEN: &str = "5555:teloxide_types_AAAAAAAAAAAAAAAAAAAAAAA";

/// The page, and the line before its list.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../docs/testing.md");
const LIST: &str = "The methods that are refused with 501:";

/// The answers to the calls.
#[derive(Default)]
pub struct Answers {
    /// The methods that are not implemented, in lower case.
    listed: Vec<String>,
    read: usize,
    skipped: usize,
    failed: usize,
}

impl Answers {
    /// No answers yet.
    fn new() -> Self {
        let page = std::fs::read_to_string(PAGE).expect("the page is there");
        let list = page.split_once(LIST).map_or("", |(_, rest)| rest.trim_start());
        let list = list.split("\n\n").next().unwrap_or_default();
        let listed = list.split('`').skip(1).step_by(2).map(str::to_lowercase).collect();
        Self { listed, ..Self::default() }
    }

    /// Returns whether to make a call, such as `bot.get_me()`. Counts the others.
    pub fn wants(&mut self, call: &str) -> bool {
        let method = call.trim_start_matches("bot.").split('(').next().unwrap_or_default();
        let is_listed = self.listed.contains(&method.trim().replace('_', ""));
        self.skipped += usize::from(is_listed);
        !is_listed
    }

    /// Counts the answer to a call. Returns what the client has read.
    pub fn add<T>(&mut self, call: &'static str, answer: Result<T, RequestError>) -> Option<T> {
        match answer {
            Ok(value) => {
                self.read += 1;
                println!("ok   {call}");
                return Some(value);
            }
            Err(error) => {
                self.failed += 1;
                println!("FAIL {call}: {error:?}");
            }
        }
        None
    }
}

/// The calls of a group are one future, which is large without optimizations.
const STACK: usize = 64 * 1024 * 1024;

fn main() {
    let calls = std::thread::Builder::new().stack_size(STACK).spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(call());
    });
    calls.expect("a thread").join().expect("the calls end");
}

async fn call() {
    let run = Run::from_arguments();
    let bot = Bot::new(TOKEN).set_api_url(run.url.parse().expect("it is a URL"));
    let stage = Stage::new(run.control(), bot).await;
    let mut answers = Answers::new();
    calls::profile(&stage, &mut answers).await;
    calls::messages(&stage, &mut answers).await;
    calls::edits(&stage, &mut answers).await;
    calls::queries(&stage, &mut answers).await;
    calls::chats(&stage, &mut answers).await;
    calls::topics(&stage, &mut answers).await;
    calls::stickers(&stage, &mut answers).await;
    calls::payments(&stage, &mut answers).await;
    let (read, skipped) = (answers.read, answers.skipped);
    println!("{read} answers read, {skipped} calls of methods that are not implemented");
    report(answers.failed);
}
