//! The service of one kind of update.

use std::time::Duration;

use chappe_core::{
    BoxError, Cancel, Dispatcher, ErrorEvent, EventService, EventType, Request, Router, Skip,
    WrongKind,
    extract::{self, Extension, Text},
    filter::{command, failed_with, text_prefix},
    find_error, is_cancel, is_skip, reply,
    stages::{Stage, Stages},
};
use chappe_types::{
    CallbackQuery, Message, Poll, SendMessage, Update, UpdateType,
    fixtures::{callback_query, edited_message, message},
};
use tower::{
    BoxError as TowerError, Service, ServiceBuilder, ServiceExt as _,
    balance::p2c::Balance,
    discover::ServiceList,
    load::{CompleteOnResponse, PendingRequests},
};

use crate::support::{ProbeLayer, Trace};

/// Records the hooks that are called.
struct Hooks(Trace);

impl Stages for Hooks {
    async fn pre_update(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.0.note("pre_update");
        Ok(Stage::Continue)
    }

    async fn pre_event(&self, _: &mut Request) -> Result<Stage, BoxError> {
        self.0.note("pre_event");
        Ok(Stage::Continue)
    }
}

async fn act(Text(text): Text) -> Result<SendMessage, BoxError> {
    match &*text {
        "/act skip" => Err(Skip.into()),
        "/act cancel" => Err(Cancel.into()),
        "/act fail" => Err("failed".into()),
        "/act fail loudly" => Err(Box::new(std::io::Error::other("loud"))),
        "/act panic" => panic!("acted"),
        text => Ok(SendMessage::new(7, text)),
    }
}

async fn say(extract::Event(event): extract::Event<ErrorEvent>) -> SendMessage {
    SendMessage::new(7, format!("observed: {}", event.error()))
}

/// A tree with all kinds of layers and handlers, but without an `update` observer of the root.
fn app(trace: &Trace) -> Router {
    let nested = Router::new("nested")
        .update(|u| u.outer_layer(trace.layer("update:nested")))
        .message(|m| {
            m.outer_layer(trace.layer("outer:nested"))
                .inner_layer(trace.layer("inner:nested"))
                .on(command("nested"), async || Err::<(), _>("from nested"))
                .on(command("deep"), async || reply("deep"))
        })
        .error(|e| e.on((), say));
    Router::new("app")
        .message(|m| {
            m.outer_layer(trace.layer("outer"))
                .filter(|message: &Message| message.text.as_deref() != Some("/never"))
                .inner_layer(trace.layer("inner"))
                .on(command("act"), act)
                .on(text_prefix("value"), async |Extension(value): Extension<u8>| {
                    reply(value.to_string())
                })
                .on(command("never"), async || reply("never"))
        })
        .edited_message(|m| m.on((), async || reply("edited")))
        .callback_query(|q| q.on((), async |Text(data): Text| reply(data)))
        .error(|e| e.on(failed_with::<std::io::Error>(), say))
        .include(nested)
}

fn show(result: Result<chappe_core::Outcome, BoxError>) -> String {
    match result {
        Ok(outcome) => {
            match outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>()) {
                Some(method) => method.text.to_string(),
                None => format!("{outcome:?}"),
            }
        }
        Err(error) if is_cancel(&*error) => "cancelled".to_owned(),
        Err(error) if is_skip(&*error) => "skipped".to_owned(),
        Err(error) => format!("failed: {error}"),
    }
}

fn request<E: EventType>(update: Update) -> Request<E> {
    Request::from(update).with(5_u8).try_into_event().unwrap()
}

/// The result and the trace of an update in the dispatcher and in the service.
async fn both<E: EventType>(
    dispatcher: &Dispatcher,
    kind: UpdateType,
    update: Update,
    trace: &Trace,
) -> [(String, String); 2] {
    let whole = Request::from(update.clone()).with(5_u8);
    let whole = show(dispatcher.clone().oneshot(whole).await);
    let whole = (whole, trace.take());
    let part = show(dispatcher.service::<E>(kind).oneshot(request(update)).await);
    [whole, (part, trace.take())]
}

#[tokio::test]
async fn an_event_service_behaves_like_a_dispatcher_without_update_observers() {
    let trace = Trace::default();
    let dispatcher = Dispatcher::builder(app(&trace)).expects::<u8>().build();
    let texts = [
        ("/act", "/act"),
        ("/act skip", "Unhandled"),
        ("/act cancel", "cancelled"),
        ("/act fail", "failed: failed"),
        ("/act fail loudly", "observed: loud"),
        ("/act panic", "failed: panicked: acted"),
        ("/deep", "deep"),
        ("/nested", "observed: from nested"),
        ("/never", "Unhandled"),
        ("value", "5"),
        ("something else", "Unhandled"),
    ];
    for (text, expected) in texts {
        let kind = UpdateType::Message;
        let [whole, part] = both::<Message>(&dispatcher, kind, message(text), &trace).await;
        assert_eq!((&*whole.0, &part), (expected, &whole), "{text}");
        assert!(part.1.starts_with(">outer"), "{text}: {}", part.1);
    }
    let kind = UpdateType::EditedMessage;
    let [whole, part] = both::<Message>(&dispatcher, kind, edited_message("x"), &trace).await;
    assert_eq!((&*whole.0, &part), ("edited", &whole));
    let kind = UpdateType::CallbackQuery;
    let [whole, part] = both::<CallbackQuery>(&dispatcher, kind, callback_query("x"), &trace).await;
    assert_eq!((&*whole.0, &part), ("x", &whole));
}

#[tokio::test]
async fn an_event_service_is_outside_of_update_observers_and_inside_error_observers_of_the_root() {
    let trace = Trace::default();
    let routes: [fn(Router, &Trace) -> Router; 5] = [
        |app, trace| app.update(|u| u.outer_layer(trace.layer("U"))),
        |app, trace| app.update(|u| u.inner_layer(trace.layer("U"))),
        |app, _| app.update(|u| u.filter(|_: &Update| false)),
        |app, _| app.update(|u| u.on((), async || reply("update")).fallback(async || {})),
        |app, trace| app.stages(Hooks(trace.clone())),
    ];
    let expected = [
        (">U >outer >inner <outer <U", ">outer >inner <outer"),
        (">U >outer >inner <outer <U", ">outer >inner <outer"),
        ("", ">outer >inner <outer"),
        ("", ">outer >inner <outer"),
        ("pre_update >outer pre_event >inner <outer", ">outer pre_event >inner <outer"),
    ];
    for (observe, expected) in routes.into_iter().zip(expected) {
        let app = observe(app(&trace), &trace);
        let dispatcher = Dispatcher::builder(app).expects::<u8>().build();
        let kind = UpdateType::Message;
        let update = message("/act skip");
        let [(_, whole), (part, inside)] = both::<Message>(&dispatcher, kind, update, &trace).await;
        let nested = [">update:nested", ">outer:nested", "<outer:nested", "<update:nested"];
        let own = |trace: String| {
            let own = trace.split(' ').filter(|step| !nested.contains(step));
            own.collect::<Vec<_>>().join(" ")
        };
        assert_eq!((&*own(whole), &*own(inside), &*part), (expected.0, expected.1, "Unhandled"));
        let loud = message("/act fail loudly");
        let [_, (part, _)] = both::<Message>(&dispatcher, kind, loud, &trace).await;
        assert_eq!(part, "observed: loud");
    }
}

#[tokio::test]
async fn a_request_of_another_kind_fails_and_is_passed_to_the_error_observers() {
    let plain = Dispatcher::new(Router::new("app").message(|m| m.on((), async || {})));
    let service = plain.service::<Message>(UpdateType::Message);
    let error = service.oneshot(request(edited_message("x"))).await.unwrap_err();
    let wrong = find_error::<WrongKind>(&*error).unwrap();
    assert_eq!(
        (wrong.expected(), wrong.found(), error.to_string()),
        (
            UpdateType::Message,
            Some(UpdateType::EditedMessage),
            "the service of `message` received an update of the kind `edited_message`".to_owned()
        )
    );
    let observed = Router::new("app").error(|e| e.on(failed_with::<WrongKind>(), say));
    let service = Dispatcher::new(observed).service::<Message>(UpdateType::Message);
    let reply = show(service.oneshot(request(edited_message("x"))).await);
    assert!(reply.starts_with("observed: the service of `message` received"), "{reply}");
}

#[test]
#[should_panic(
    expected = "updates of the kind `message` carry no `Poll`: use `service::<Message>(…)`"
)]
fn an_event_service_with_another_payload_than_its_kind_panics() {
    let _ = Dispatcher::new(Router::new("app")).service::<Poll>(UpdateType::Message);
}

/// Calls a service once per text.
async fn answers<S>(mut service: S, texts: &[&str]) -> Vec<String>
where
    S: Service<Request<Message>, Response = chappe_core::Outcome>,
    S::Error: Into<TowerError>,
{
    let mut results = Vec::new();
    for text in texts {
        let ready = service.ready().await.map_err(Into::into).unwrap();
        let result = ready.call(request(message(text))).await.map_err(Into::into);
        results.push(show(result));
    }
    results
}

#[tokio::test(start_paused = true)]
async fn the_layers_and_the_balancer_of_tower_accept_event_services() {
    let app = || {
        Router::new("app").message(|m| {
            m.on(command("go"), async || reply("gone"))
                .on(command("wait"), std::future::pending::<()>)
        })
    };
    let service = || Dispatcher::new(app()).service::<Message>(UpdateType::Message);
    let layered = ServiceBuilder::new()
        .buffer(8)
        .load_shed()
        .concurrency_limit(2)
        .rate_limit(8, Duration::from_secs(1))
        .timeout(Duration::from_secs(5))
        .layer(ProbeLayer)
        .service(service());
    let expected = ["gone", "failed: request timed out", "Unhandled"];
    assert_eq!(answers(layered, &["/go", "/wait", "/other"]).await, expected);

    let loaded = [service(), service(), service()]
        .map(|service| PendingRequests::new(service, CompleteOnResponse::default()));
    let balanced = Balance::new(ServiceList::new::<Request<Message>>(loaded));
    assert_eq!(answers(balanced, &["/go", "/other", "/go"]).await, ["gone", "Unhandled", "gone"]);
}

#[tokio::test]
async fn an_event_service_is_clone_send_sync_and_debug() {
    fn is_service<S>(_: &S)
    where
        S: Service<Request<Message>, Error = BoxError> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
    }
    let dispatcher = Dispatcher::new(Router::new("app"));
    let service: EventService<Message> = dispatcher.service(UpdateType::Message);
    is_service(&service);
    assert!(
        format!("{service:?}")
            .starts_with("EventService { dispatcher: Dispatcher { router: \"app\"")
    );
}
