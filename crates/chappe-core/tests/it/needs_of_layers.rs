//! What layers want, and whether it could have been stored where they stand.

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

/// A middleware that wants a value.
fn wants<E: EventType>() -> impl IntoLayer<E, (), (IsFromFn, (Extension<Missing>,))> {
    from_fn(async |_: Extension<Missing>, request: Request<E>, next: Next<E>| {
        next.run(request).await
    })
}

/// Who needs what nobody stores: the router, the observer, the side of the layer.
fn needing(router: Router) -> Vec<String> {
    let Err(error) = Dispatcher::builder(router).try_build() else { return Vec::new() };
    let who = |mistake: &String| {
        let rest = mistake.strip_prefix("router `").unwrap();
        let (router, rest) = rest.split_once("` (").unwrap();
        let (_, rest) = rest.split_once("), `").unwrap();
        let (observer, rest) = rest.split_once("`, ").unwrap();
        let (layer, rest) = rest.split_once(" needs a value of type ").unwrap();
        let why = "`it::needs_of_layers::Missing`, and no layer or filter on its way could store one: store one in a layer around it ";
        assert!(rest.starts_with(why), "{rest}");
        let (side, layer) = layer.split_once(" layer ").unwrap();
        assert!(layer.starts_with("`from_fn(wants<") && layer.ends_with(">::closure)`"), "{layer}");
        format!("{router} {observer} {side}")
    };
    error.mistakes().iter().map(who).collect()
}

fn check<const N: usize>(cases: [(&str, Router, &[&str]); N]) {
    for (name, app, expected) in cases {
        assert_eq!(needing(app), expected, "{name}");
    }
}

#[test]
fn what_an_outer_middleware_wants_must_be_stored_outside_of_it() {
    let stores = || AddExtensionLayer::new(Missing);
    let impure = |_: &Message| true;
    let app = || Router::new("app");
    let cases = [
        ("alone outside", app().message(|m| m.outer_layer(wants())), &["app message outer"][..]),
        ("inside of a layer", app().message(|m| m.outer_layer(stores()).outer_layer(wants())), &[]),
        (
            "outside of a layer, which stores for others only",
            app().message(|m| m.outer_layer(wants()).outer_layer(stores()).on((), start)),
            &["app message outer"],
        ),
        (
            "its own observer's filters are inside of it",
            app().message(|m| m.filter(impure).outer_layer(wants()).on((), start)),
            &["app message outer"],
        ),
        (
            "an update layer is outside of it",
            app().update(|u| u.outer_layer(stores())).message(|m| m.outer_layer(wants())),
            &[],
        ),
        (
            "a layer of another type of event is not",
            app().poll(|p| p.outer_layer(stores())).message(|m| m.outer_layer(wants())),
            &["app message outer"],
        ),
        (
            "a parent's layer is outside of it",
            app()
                .message(|m| m.outer_layer(stores()))
                .include(Router::new("in").message(|m| m.outer_layer(wants()))),
            &[],
        ),
        (
            "a child's layer is inside of it",
            app()
                .message(|m| m.outer_layer(wants()))
                .include(Router::new("in").message(|m| m.outer_layer(stores()).on((), start))),
            &["app message outer"],
        ),
        ("on update, outside", app().update(|u| u.outer_layer(wants())), &["app update outer"]),
        (
            "stages are inside of the root's update layers",
            app().update(|u| u.outer_layer(wants())).stages(NoStages),
            &["app update outer"],
        ),
        (
            "and outside of the root's own layers of events",
            app().message(|m| m.outer_layer(wants())).include(Router::new("in").stages(NoStages)),
            &[],
        ),
        (
            "and outside of all else",
            app()
                .update(|u| u.inner_layer(wants()))
                .message(|m| m.outer_layer(wants()))
                .include(Router::new("in").stages(NoStages)),
            &[],
        ),
    ];
    check(cases);
}

#[test]
fn what_an_inner_middleware_wants_must_be_stored_on_the_way_to_each_of_its_routes() {
    let stores = || AddExtensionLayer::new(Missing);
    let impure = |_: &Message| true;
    let app = || Router::new("app");
    let cases = [
        ("on update, inside", app().update(|u| u.inner_layer(wants())), &["app update inner"][..]),
        (
            "inner, where a route has nothing that stores",
            app().message(|m| m.inner_layer(wants()).on((), start).on(text(), start)),
            &["app message inner"],
        ),
        (
            "inner, and each route's filters could store",
            app().message(|m| m.inner_layer(wants()).on(impure, start)),
            &[],
        ),
        (
            "inner, and one route's could not",
            app().message(|m| m.inner_layer(wants()).on(impure, start).fallback(start)),
            &["app message inner"],
        ),
        (
            "inner of a parent, and a child's outer layer could store",
            app()
                .message(|m| m.inner_layer(wants()))
                .include(Router::new("in").message(|m| m.outer_layer(stores()).on((), start))),
            &[],
        ),
        (
            "inner of a parent, and a child's inner layer is inside of it",
            app()
                .message(|m| m.inner_layer(wants()))
                .include(Router::new("in").message(|m| m.inner_layer(stores()).on((), start))),
            &["app message inner"],
        ),
        ("inner, and it never runs", app().message(|m| m.inner_layer(wants())), &[]),
        (
            "of error observers",
            app().error(|e| e.outer_layer(wants()).inner_layer(wants()).on((), start)),
            &["app error outer"],
        ),
        (
            "of error observers, inside only",
            app().error(|e| e.inner_layer(wants()).on((), start)),
            &["app error inner"],
        ),
        (
            "a layer that stores is no help for the error handlers of nested routers",
            app()
                .error(|e| e.outer_layer(stores()))
                .include(Router::new("in").error(|e| e.inner_layer(wants()).on((), start))),
            &["app/in error inner"],
        ),
    ];
    check(cases);
}

#[test]
fn what_a_middleware_wants_may_be_given_to_all_or_promised() {
    let app = || Router::new("app").message(|m| m.outer_layer(wants()));
    assert!(Dispatcher::builder(app()).extension(Missing).try_build().is_ok());
    assert!(Dispatcher::builder(app()).expects::<Missing>().try_build().is_ok());
}

#[test]
fn a_layer_of_ones_own_may_declare_what_it_wants() {
    let layer = || {
        BoxLayer::new(tower::layer::layer_fn(|next: Next<Message>| next))
            .requires(Requirement::value::<Missing>("store one"))
    };
    let app = Router::new("app").message(|m| m.outer_layer(layer()));
    let error = Dispatcher::builder(app).try_build().unwrap_err();
    let told = "needs a value of type `it::needs_of_layers::Missing`, and no layer or filter on its way could store one: store one";
    assert!(matches!(error.mistakes(), [mistake] if mistake.ends_with(told)), "{error}");
    let app = Router::new("app")
        .message(|m| m.outer_layer(AddExtensionLayer::new(Missing)).outer_layer(layer()));
    assert!(Dispatcher::builder(app).try_build().is_ok());
}
