//! Builds the router tree of a scenario.

use chappe_core::{Event, Observer, Request, Router};
use chappe_types::UpdateType;
use serde_json::Value;

use crate::dispatch::{
    filter, handler, middleware,
    scenario::{Unknown, list, text, texts},
    trace::Trace,
};

/// The tree of a scenario.
pub(crate) fn tree(scenario: &Value, trace: &Trace) -> Result<Router, Unknown> {
    let root = router(&scenario["root"], "", trace)?;
    let update = &scenario["update"];
    let (outer, inner) = (
        layers("update-outer", update, "outer", trace)?,
        layers("update-inner", update, "inner", trace)?,
    );
    Ok(root.update(|on| with_layers(on, outer, inner)))
}

/// A router; `place` makes its name its own, which that of a scenario may not be.
fn router(spec: &Value, place: &str, trace: &Trace) -> Result<Router, Unknown> {
    let mut router = Router::new(format!("{}{place}", text(spec, "name")));
    for (event, observer) in spec["observers"].as_object().into_iter().flatten() {
        router = observe(router, event, observer, trace)?;
    }
    for name in texts(spec, "startup") {
        let trace = trace.clone();
        router = router.startup(move || {
            trace.line(format!("startup:{name}"));
            std::future::ready(())
        });
    }
    for name in texts(spec, "shutdown") {
        let trace = trace.clone();
        router = router.shutdown(move || {
            trace.line(format!("shutdown:{name}"));
            std::future::ready(())
        });
    }
    for (number, child) in list(spec, "children").iter().enumerate() {
        router = router.include(self::router(child, &format!("{place}.{number}"), trace)?);
    }
    Ok(router)
}

macro_rules! observe {
    ($(($variant:ident, $name:ident, $payload:ty))*) => {
        fn observe(
            router: Router,
            event: &str,
            spec: &Value,
            trace: &Trace,
        ) -> Result<Router, Unknown> {
            let parts = Parts::new(spec, trace)?;
            if event == "error" {
                return Ok(router.error(|on| parts.register(on)));
            }
            match event.parse() {
                $(Ok(UpdateType::$variant) => Ok(router.$name(|on| parts.register(on))),)*
                _ => Err(Unknown(format!("unknown type of event: {event}"))),
            }
        }
    };
}

chappe_types::for_each_update_type!(observe);

/// All that stands in an observer.
struct Parts {
    outer: Vec<middleware::Traced>,
    filters: Vec<filter::Traced>,
    inner: Vec<middleware::Traced>,
    handlers: Vec<(Vec<filter::Traced>, handler::Traced)>,
}

impl Parts {
    fn new(spec: &Value, trace: &Trace) -> Result<Self, Unknown> {
        let handlers = list(spec, "handlers")
            .iter()
            .map(|handler| Ok((filters(handler, trace)?, handler::Traced::new(handler, trace)?)));
        Ok(Self {
            outer: layers("outer", spec, "outer", trace)?,
            filters: filters(spec, trace)?,
            inner: layers("inner", spec, "inner", trace)?,
            handlers: handlers.collect::<Result<_, Unknown>>()?,
        })
    }

    fn register<E: Event>(self, on: Observer<E>) -> Observer<E> {
        let on = with_layers(on, self.outer, self.inner);
        let on = self.filters.into_iter().fold(on, chappe_core::Observer::filter);
        self.handlers.into_iter().fold(on, |on, (filters, handler)| {
            let handle = move |request: Request<E>| {
                let outcome = handler.handle(&request);
                std::future::ready(outcome)
            };
            on.on(Filters(filters), handle)
        })
    }
}

/// Filters of a handler, however many: asked in order until one says no.
struct Filters(Vec<filter::Traced>);

impl<E: Event> chappe_core::filter::Filter<E> for Filters {
    fn check(
        &self,
        candidate: &mut chappe_core::filter::Candidate<'_, E>,
    ) -> Result<bool, chappe_core::BoxError> {
        for filter in &self.0 {
            if !chappe_core::filter::Filter::<E>::check(filter, candidate)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn with_layers<E: Event>(
    on: Observer<E>,
    outer: Vec<middleware::Traced>,
    inner: Vec<middleware::Traced>,
) -> Observer<E> {
    let on = outer.into_iter().fold(on, Observer::outer_layer);
    inner.into_iter().fold(on, Observer::inner_layer)
}

fn layers(
    scope: &'static str,
    spec: &Value,
    name: &str,
    trace: &Trace,
) -> Result<Vec<middleware::Traced>, Unknown> {
    list(spec, name).iter().map(|layer| middleware::Traced::new(scope, layer, trace)).collect()
}

fn filters(spec: &Value, trace: &Trace) -> Result<Vec<filter::Traced>, Unknown> {
    list(spec, "filters").iter().map(|filter| filter::Traced::new(filter, trace)).collect()
}
