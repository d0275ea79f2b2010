//! The arguments of startup and shutdown callbacks, and the order of the calls.

use std::{future::ready, panic::Location};

use chappe_core::{
    BoxError, Dispatcher, Me, Router,
    extract::{Extension, FromRef, MissingExtension, State},
};

use crate::support::Trace;

#[derive(Clone)]
struct App {
    db: Db,
}

#[derive(Clone)]
struct Db(&'static str);

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

#[derive(Clone)]
struct Region(&'static str);

/// Adds callbacks that record their arguments.
fn noted(router: Router<App>, trace: &Trace, name: &'static str) -> Router<App> {
    type Again = Result<Extension<Region>, MissingExtension>;
    let notes = |hook: &'static str| {
        let trace = trace.clone();
        move |me: Me,
              State(Db(db)): State<Db>,
              Extension(Region(region)): Extension<Region>,
              number: Option<Extension<u8>>,
              again: Again| {
            let (number, again) = (number.map(|Extension(number)| number), again.is_ok());
            trace.note(format!("{hook}:{name}:{},{db},{region},{number:?},{again}", me.username));
            ready(())
        }
    };
    router.startup(notes("up")).shutdown(notes("down"))
}

#[tokio::test]
async fn callbacks_receive_the_values_of_the_dispatcher_that_calls_them() {
    let trace = Trace::default();
    let nested = noted(Router::new("in"), &trace, "in");
    let app =
        noted(Router::new("app"), &trace, "app").include(nested).with_state(App { db: Db("db") });
    let first = Dispatcher::builder(app).extension(Region("eu")).me(Me::new(1, "first")).build();
    let second =
        first.with_extension(Region("us")).with_extension(7_u8).with_me(Me::new(2, "second"));
    for dispatcher in [first, second] {
        dispatcher.startup().await.unwrap();
        dispatcher.shutdown().await.unwrap();
    }
    assert_eq!(
        trace.take().split(' ').collect::<Vec<_>>(),
        [
            "up:app:first,db,eu,None,true",
            "up:in:first,db,eu,None,true",
            "down:in:first,db,eu,None,true",
            "down:app:first,db,eu,None,true",
            "up:app:second,db,us,Some(7),true",
            "up:in:second,db,us,Some(7),true",
            "down:in:second,db,us,Some(7),true",
            "down:app:second,db,us,Some(7),true",
        ]
    );
}

#[tokio::test]
async fn callbacks_take_up_to_eight_arguments_and_return_nothing_or_a_result() {
    type E = Extension<u8>;
    let sum = async |a: E, b: E, c: E, d: E, e: E, f: E, g: E, h: E| {
        let sum: u8 = [a, b, c, d, e, f, g, h].into_iter().map(|Extension(number)| number).sum();
        Err::<(), String>(sum.to_string())
    };
    let app = Router::new("app").startup(async || {}).startup(async |_: E| {}).startup(sum);
    let dispatcher = Dispatcher::builder(app).extension(2_u8).build();
    let ended = dispatcher.startup().await.map_err(|error| error.to_string());
    assert_eq!(ended, Err("16".to_owned()));
}

async fn needs(_: Extension<Region>) {}

#[test]
fn a_missing_value_of_a_callback_is_reported_when_the_dispatcher_is_built() {
    let (mut up, mut down) = (None, None);
    let nested = {
        let router = Router::new("in");
        up = up.or(Some(Location::caller()));
        let router = router.startup(needs);
        down = down.or(Some(Location::caller()));
        router.shutdown(needs)
    };
    let app = || Router::new("app").startup(async |_: Option<Extension<Region>>| {});
    let error = Dispatcher::builder(app().include(nested)).try_build().unwrap_err();
    let expected =
        [("startup", up.unwrap()), ("shutdown", down.unwrap())].map(|(hook, location)| {
            // Each callback is on the line after the recorded location.
            let line = location.line() + 1;
            format!(
                "router `app/in`, `{hook}`, callback `callbacks::needs` ({}:{line}:",
                location.file()
            )
        });
    let rest = ") needs a value of type `it::callbacks::Region`, but the dispatcher has none: add it with `Dispatcher::builder(…).extension(…)`, or declare it with `.expects::<it::callbacks::Region>()` and add it with `dispatcher.with_extension(…)`; take `Option<Extension<it::callbacks::Region>>` if it may be missing";
    for (mistake, expected) in error.mistakes().iter().zip(&expected) {
        assert!(mistake.starts_with(expected) && mistake.ends_with(rest), "{mistake}");
    }
    assert_eq!(error.mistakes().len(), 2);

    let expecting = || Dispatcher::builder(Router::new("app").startup(needs));
    assert!(expecting().extension(Region("eu")).try_build().is_ok());
    assert!(expecting().expects::<Region>().try_build().is_ok());
}

#[tokio::test]
async fn a_declared_value_that_is_missing_fails_the_startup() {
    let dispatcher =
        Dispatcher::builder(Router::new("app").startup(needs)).expects::<Region>().build();
    let error = dispatcher.startup().await.unwrap_err().to_string();
    let message = "a startup or shutdown callback needs a value of type `it::callbacks::Region`, which is not stored: ";
    assert!(error.starts_with(message), "{error}");
    assert!(dispatcher.with_extension(Region("eu")).startup().await.is_ok());
}

#[tokio::test]
async fn a_dispatcher_records_whether_the_callbacks_of_its_bot_were_called() {
    let app = Router::new("app").startup(async || Err::<(), BoxError>("not today".into()));
    let dispatcher = Dispatcher::new(app);
    let clone = dispatcher.clone();
    let others = [dispatcher.with_me(Me::new(2, "other")), dispatcher.with_extension(5_u8)];
    assert!(!dispatcher.has_started() && !clone.has_started());
    // The callbacks count as called even if they fail.
    assert!(clone.startup().await.is_err());
    assert_eq!(
        [&dispatcher, &clone, &others[0], &others[1], &dispatcher.with_extension(6_u8)]
            .map(Dispatcher::has_started),
        [true, true, false, false, false]
    );
}
