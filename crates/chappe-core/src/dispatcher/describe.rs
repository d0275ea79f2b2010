//! Descriptions of a tree: text, a Mermaid chart and JSON.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use crate::{
    dispatcher::{
        mermaid,
        outline::{LayerOutline, ObserverOutline, RouteOutline, RouterOutline},
    },
    filter::FilterInfo,
};

/// A description of a tree: its routers, their layers in order, filters and handlers.
///
/// Its `Display` is an indented text. A handler is named after its function, with the path of the
/// function within its crate; a closure is `closure at src/main.rs:12`.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn start() -> impl IntoOutcome {
///     reply("hello")
/// }
///
/// let app = Router::new("app").message(|m| m.on(command("start"), start));
/// let tree = Dispatcher::new(app).describe().to_string();
/// assert!(tree.starts_with("app\n  message\n    on command(\"start\") -> "), "{tree}");
/// assert!(tree.ends_with("start\n"), "{tree}");
/// ```
#[derive(Clone, Debug)]
pub struct Description {
    text: String,
    mermaid: String,
    json: Value,
}

impl Description {
    pub(crate) fn of(root: &RouterOutline) -> Self {
        let mut text = String::new();
        write_router(&mut text, root, 0);
        Self { text, mermaid: mermaid::chart(root), json: router_json(root) }
    }

    /// Returns the tree as a Mermaid flowchart, from left to right.
    pub fn mermaid(&self) -> &str {
        &self.mermaid
    }

    /// Returns the tree as JSON:
    /// `{"name", "observers": [{"event", "outer", "filters", "inner", "routes": [{"filters", "layers", "handler"}], "fallback", "fallback_layers"}], "children"}`.
    pub fn json(&self) -> &Value {
        &self.json
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn line(text: &mut String, depth: usize, content: fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:indent$}{content}", "", indent = depth * 2);
}

fn write_router(text: &mut String, router: &RouterOutline, depth: usize) {
    line(text, depth, format_args!("{}", router.name));
    if router.has_stages {
        line(text, depth + 1, format_args!("stages"));
    }
    for observer in &router.observers {
        line(text, depth + 1, format_args!("{}", observer.slot.name()));
        for layer in &observer.outer {
            line(text, depth + 2, format_args!("outer {}", layer.name));
        }
        for filter in &observer.filters {
            line(text, depth + 2, format_args!("filter {}", filter.name));
        }
        for layer in &observer.inner {
            line(text, depth + 2, format_args!("inner {}", layer.name));
        }
        for route in &observer.routes {
            line(text, depth + 2, format_args!("on {}", arrow(route)));
        }
        if let Some(fallback) = &observer.fallback {
            line(text, depth + 2, format_args!("fallback -> {}", layered(fallback)));
        }
    }
    router.children.iter().for_each(|child| write_router(text, child, depth + 1));
}

fn arrow(route: &RouteOutline) -> String {
    let filters = names(&route.filters).join(", ");
    let filters = if filters.is_empty() { "anything" } else { &filters };
    format!("{filters} -> {}", layered(route))
}

/// The handler, after its own layers.
fn layered(route: &RouteOutline) -> String {
    let mut text = String::new();
    for layer in &route.layers {
        text.push_str(&layer.name);
        text.push_str(" -> ");
    }
    text + &route.handler
}

fn names(filters: &[FilterInfo]) -> Vec<&str> {
    filters.iter().map(|filter| &*filter.name).collect()
}

fn layers(layers: &[LayerOutline]) -> Vec<&str> {
    layers.iter().map(|layer| &*layer.name).collect()
}

fn router_json(router: &RouterOutline) -> Value {
    json!({
        "name": router.name,
        "stages": router.has_stages,
        "observers": router.observers.iter().map(observer_json).collect::<Vec<_>>(),
        "children": router.children.iter().map(router_json).collect::<Vec<_>>(),
    })
}

fn observer_json(observer: &ObserverOutline) -> Value {
    json!({
        "event": observer.slot.name(),
        "outer": layers(&observer.outer),
        "filters": names(&observer.filters),
        "inner": layers(&observer.inner),
        "routes": observer.routes.iter().map(route_json).collect::<Vec<_>>(),
        "fallback": observer.fallback.as_ref().map(|route| &*route.handler),
        "fallback_layers": observer.fallback.as_ref().map(|route| layers(&route.layers)),
    })
}

fn route_json(route: &RouteOutline) -> Value {
    let layers = layers(&route.layers);
    json!({ "filters": names(&route.filters), "layers": layers, "handler": &*route.handler })
}
