//! The twelve stages of an update, as hooks of two routers.

use std::sync::{Arc, Mutex, PoisonError};

use chappe::{
    prelude::*,
    stages::{Stage, Stages},
};

/// The names of stages in the order in which they ran.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    fn note(&self, name: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    /// Returns the names of the stages that have run.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Records each stage with the name of its router.
struct Noted {
    router: &'static str,
    trace: Trace,
}

impl Noted {
    fn note(&self, stage: &str) {
        self.trace.note(format!("{stage} {}", self.router));
    }
}

impl Stages for Noted {
    async fn pre_update(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.note("preU");
        Ok(Stage::Continue)
    }

    async fn process_update(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.note("procU");
        Ok(Stage::Continue)
    }

    async fn pre_event(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.note("preM");
        Ok(Stage::Continue)
    }

    async fn process_event(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.note("procM");
        Ok(Stage::Continue)
    }

    async fn post_event(&self, _: &Request, _: &mut Outcome) -> Result<(), BoxError> {
        self.note("postM");
        Ok(())
    }

    async fn post_update(&self, _: &Request, _: &mut Outcome) -> Result<(), BoxError> {
        self.note("postU");
        Ok(())
    }
}

/// Returns router A with its child B, which has the handlers.
pub fn app(trace: &Trace) -> Router {
    let noted = |router| Noted { router, trace: trace.clone() };
    let nested = Router::new("b")
        .stages(noted("B"))
        .message(|m| m.on(command("fail"), fail).on(text_is("hello"), greet));
    Router::new("a").stages(noted("A")).include(nested).with_state(trace.clone())
}

async fn greet(State(trace): State<Trace>) -> impl IntoOutcome {
    trace.note("H".to_owned());
    reply("hello")
}

async fn fail(State(trace): State<Trace>) -> Result<(), BoxError> {
    trace.note("H".to_owned());
    Err("/fail always fails".into())
}
