//! The values that layers require, and the check that an outer layer or filter can store them.

use chappe_core::{
    AddExtensionLayer, Dispatcher, EventType, IntoLayer, Next, Request, Router,
    extract::{Extension, Requirement},
    filter::text,
    from_fn,
    middleware::{BoxLayer, IsFromFn},
    stages::Stages,
};
use chappe_types::Message;

#[derive(Clone)]
struct Missing;

async fn start() {}

struct NoStages;

impl Stages for NoStages {}

/// A middleware that requires a value.
fn requiring<E: EventType>() -> impl IntoLayer<E, (), (IsFromFn, (Extension<Missing>,))> {
    from_fn(async |_: Extension<Missing>, request: Request<E>, next: Next<E>| {
        next.run(request).await
    })
}

/// The layers whose required value cannot be stored: router, observer and side.
fn unmet(router: Router) -> Vec<String> {
    let Err(error) = Dispatcher::builder(router).try_build() else { return Vec::new() };
    let layer_of = |mistake: &String| {
        let rest = mistake.strip_prefix("router `").unwrap();
        let (router, rest) = rest.split_once("` (").unwrap();
        let (_, rest) = rest.split_once("), `").unwrap();
        let (observer, rest) = rest.split_once("`, ").unwrap();
        let (layer, rest) = rest.split_once(" needs a value of type ").unwrap();
        let why = "`it::needs_of_layers::Missing`, but no layer or filter before it can store one: store one in a layer around it ";
        assert!(rest.starts_with(why), "{rest}");
        let (side, layer) = layer.split_once(" layer ").unwrap();
        assert!(
            layer.starts_with("`from_fn(requiring<") && layer.ends_with(">::closure)`"),
            "{layer}"
        );
        format!("{router} {observer} {side}")
    };
    error.mistakes().iter().map(layer_of).collect()
}

fn check<const N: usize>(cases: [(&str, Router, &[&str]); N]) {
    for (name, app, expected) in cases {
        assert_eq!(unmet(app), expected, "{name}");
    }
}

#[test]
fn the_requirement_of_an_outer_middleware_must_be_stored_outside_of_it() {
    let stores = || AddExtensionLayer::new(Missing);
    let impure = |_: &Message| true;
    let app = || Router::new("app");
    let cases = [
        (
            "alone outside",
            app().message(|m| m.outer_layer(requiring())),
            &["app message outer"][..],
        ),
        (
            "inside of a layer",
            app().message(|m| m.outer_layer(stores()).outer_layer(requiring())),
            &[],
        ),
        (
            "outside of a layer, which stores for others only",
            app().message(|m| m.outer_layer(requiring()).outer_layer(stores()).on((), start)),
            &["app message outer"],
        ),
        (
            "its own observer's filters are inside of it",
            app().message(|m| m.filter(impure).outer_layer(requiring()).on((), start)),
            &["app message outer"],
        ),
        (
            "an update layer is outside of it",
            app().update(|u| u.outer_layer(stores())).message(|m| m.outer_layer(requiring())),
            &[],
        ),
        (
            "a layer of another type of event is not",
            app().poll(|p| p.outer_layer(stores())).message(|m| m.outer_layer(requiring())),
            &["app message outer"],
        ),
        (
            "a parent's layer is outside of it",
            app()
                .message(|m| m.outer_layer(stores()))
                .include(Router::new("in").message(|m| m.outer_layer(requiring()))),
            &[],
        ),
        (
            "a child's layer is inside of it",
            app()
                .message(|m| m.outer_layer(requiring()))
                .include(Router::new("in").message(|m| m.outer_layer(stores()).on((), start))),
            &["app message outer"],
        ),
        ("on update, outside", app().update(|u| u.outer_layer(requiring())), &["app update outer"]),
        (
            "stages are inside of the root's update layers",
            app().update(|u| u.outer_layer(requiring())).stages(NoStages),
            &["app update outer"],
        ),
        (
            "and outside of the root's own layers of events",
            app()
                .message(|m| m.outer_layer(requiring()))
                .include(Router::new("in").stages(NoStages)),
            &[],
        ),
        (
            "and outside of all else",
            app()
                .update(|u| u.inner_layer(requiring()))
                .message(|m| m.outer_layer(requiring()))
                .include(Router::new("in").stages(NoStages)),
            &[],
        ),
    ];
    check(cases);
}

#[test]
fn the_requirement_of_an_inner_middleware_must_be_stored_before_each_of_its_routes() {
    let stores = || AddExtensionLayer::new(Missing);
    let impure = |_: &Message| true;
    let app = || Router::new("app");
    let cases = [
        (
            "on update, inside",
            app().update(|u| u.inner_layer(requiring())),
            &["app update inner"][..],
        ),
        (
            "inner, and no filter of a route stores",
            app().message(|m| m.inner_layer(requiring()).on((), start).on(text(), start)),
            &["app message inner"],
        ),
        (
            "inner, and each route's filters could store",
            app().message(|m| m.inner_layer(requiring()).on(impure, start)),
            &[],
        ),
        (
            "inner, and one route's could not",
            app().message(|m| m.inner_layer(requiring()).on(impure, start).fallback(start)),
            &["app message inner"],
        ),
        (
            "inner of a parent, and a child's outer layer could store",
            app()
                .message(|m| m.inner_layer(requiring()))
                .include(Router::new("in").message(|m| m.outer_layer(stores()).on((), start))),
            &[],
        ),
        (
            "inner of a parent, and a child's inner layer is inside of it",
            app()
                .message(|m| m.inner_layer(requiring()))
                .include(Router::new("in").message(|m| m.inner_layer(stores()).on((), start))),
            &["app message inner"],
        ),
        ("inner, and it is never called", app().message(|m| m.inner_layer(requiring())), &[]),
        (
            "of error observers",
            app().error(|e| e.outer_layer(requiring()).inner_layer(requiring()).on((), start)),
            &["app error outer"],
        ),
        (
            "of error observers, inside only",
            app().error(|e| e.inner_layer(requiring()).on((), start)),
            &["app error inner"],
        ),
        (
            "an outer layer of errors does not wrap the error handlers of nested routers",
            app()
                .error(|e| e.outer_layer(stores()))
                .include(Router::new("in").error(|e| e.inner_layer(requiring()).on((), start))),
            &["app/in error inner"],
        ),
    ];
    check(cases);
}

#[test]
fn the_requirement_of_a_middleware_may_be_a_value_of_the_dispatcher_or_declared() {
    let app = || Router::new("app").message(|m| m.outer_layer(requiring()));
    assert!(Dispatcher::builder(app()).extension(Missing).try_build().is_ok());
    assert!(Dispatcher::builder(app()).expects::<Missing>().try_build().is_ok());
}

#[test]
fn a_custom_layer_may_declare_its_requirements() {
    let layer = || {
        BoxLayer::new(tower::layer::layer_fn(|next: Next<Message>| next))
            .requires(Requirement::value::<Missing>("store one"))
    };
    let app = Router::new("app").message(|m| m.outer_layer(layer()));
    let error = Dispatcher::builder(app).try_build().unwrap_err();
    let message = "needs a value of type `it::needs_of_layers::Missing`, but no layer or filter before it can store one: store one";
    assert!(matches!(error.mistakes(), [mistake] if mistake.ends_with(message)), "{error}");
    let app = Router::new("app")
        .message(|m| m.outer_layer(AddExtensionLayer::new(Missing)).outer_layer(layer()));
    assert!(Dispatcher::builder(app).try_build().is_ok());
}
