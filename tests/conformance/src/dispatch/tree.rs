//! Builds the router tree of a scenario.

use chappe_core::{EventType, Observer, Request, Router};
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
    Ok(root.update(|m| with_layers(m, outer, inner)))
}

/// Builds a router. `place` makes its name unique, because names of scenarios may repeat.
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
                return Ok(router.error(|m| parts.register(m)));
            }
            match event.parse() {
                $(Ok(UpdateType::$variant) => Ok(router.$name(|m| parts.register(m))),)*
                _ => Err(Unknown(format!("unknown type of event: {event}"))),
            }
        }
    };
}

chappe_types::for_each_update_type!(observe);

/// The entries of an observer.
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

    fn register<E: EventType>(self, m: Observer<E>) -> Observer<E> {
        let m = with_layers(m, self.outer, self.inner);
        let m = self.filters.into_iter().fold(m, chappe_core::Observer::filter);
        self.handlers.into_iter().fold(m, |m, (filters, handler)| {
            let handle = move |request: Request<E>| {
                let outcome = handler.handle(&request);
                std::future::ready(outcome)
            };
            m.on(Filters(filters), handle)
        })
    }
}

/// The filters of a handler: checked in order until one does not match.
struct Filters(Vec<filter::Traced>);

impl<E: EventType> chappe_core::filter::Filter<E> for Filters {
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

fn with_layers<E: EventType>(
    m: Observer<E>,
    outer: Vec<middleware::Traced>,
    inner: Vec<middleware::Traced>,
) -> Observer<E> {
    let m = outer.into_iter().fold(m, Observer::outer_layer);
    inner.into_iter().fold(m, Observer::inner_layer)
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
