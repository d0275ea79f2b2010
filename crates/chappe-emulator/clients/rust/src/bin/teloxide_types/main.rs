//! Calls every method of teloxide, whose types are strict: an answer that lacks a field, or
//! has an unknown value in it, is an error.
//!
//! A method that the emulator refuses with 501 is counted; any other refusal is a failure,
//! because each call is one that Telegram accepts.

mod calls;
mod stage;

use foreign_clients::{Run, report};
use teloxide::{Bot, RequestError};

use crate::stage::Stage;

const TOKEN: &str = "5555:teloxide_types_AAAAAAAAAAAAAAAAAAAAAAA";

/// What became of the calls.
#[derive(Default)]
pub struct Answers {
    read: usize,
    not_implemented: Vec<&'static str>,
    failed: usize,
}

impl Answers {
    /// Counts the answer to a call. Returns what the client has read.
    pub fn add<T>(&mut self, call: &'static str, answer: Result<T, RequestError>) -> Option<T> {
        match answer {
            Ok(value) => {
                self.read += 1;
                return Some(value);
            }
            Err(RequestError::Api(error)) if error.to_string().contains("Not Implemented") => {
                self.not_implemented.push(call);
            }
            Err(error) => {
                self.failed += 1;
                println!("FAIL {call}: {error:?}");
            }
        }
        None
    }
}

#[tokio::main]
async fn main() {
    let run = Run::from_arguments();
    let bot = Bot::new(TOKEN).set_api_url(run.url.parse().expect("it is a URL"));
    let stage = Stage::new(run.control(), bot).await;
    let mut answers = Answers::default();
    calls::profile(&stage, &mut answers).await;
    calls::messages(&stage, &mut answers).await;
    calls::edits(&stage, &mut answers).await;
    calls::queries(&stage, &mut answers).await;
    calls::chats(&stage, &mut answers).await;
    calls::topics(&stage, &mut answers).await;
    calls::stickers(&stage, &mut answers).await;
    calls::payments(&stage, &mut answers).await;
    let (read, missing) = (answers.read, answers.not_implemented.len());
    println!("{read} answers read, {missing} methods not implemented");
    for call in &answers.not_implemented {
        println!("501  {call}");
    }
    report(answers.failed);
}
