//! A tree as a Mermaid flowchart.

use std::fmt::Write as _;

use crate::{
    dispatcher::outline::{LayerOutline, ObserverOutline, RouteOutline, RouterOutline},
    router::Slot,
};

/// Draws each observer as a chain from its event to its handlers, and nested routers inside the
/// router that includes them.
pub(crate) fn chart(root: &RouterOutline) -> String {
    let mut chart = Chart { text: "flowchart LR\n".to_owned(), depth: 1, next: 0 };
    chart.router(root);
    chart.text
}

struct Chart {
    text: String,
    depth: usize,
    /// The number of the next node.
    next: u32,
}

impl Chart {
    fn router(&mut self, router: &RouterOutline) {
        let id = self.id();
        self.line(&format!("subgraph r{id}[{}]", quoted(&router.name)));
        self.depth += 1;
        for observer in &router.observers {
            self.observer(observer);
        }
        for child in &router.children {
            self.router(child);
        }
        self.depth -= 1;
        self.line("end");
    }

    fn observer(&mut self, observer: &ObserverOutline) {
        let event = self.id();
        self.line(&format!("n{event}([{}])", quoted(observer.slot.name())));
        let mut at = event;
        for layer in &observer.outer {
            at = self.layer(at, "outer", &layer.name);
        }
        for filter in &observer.filters {
            at = self.filter(at, &filter.name);
        }
        // The inner layers of an `update` observer wrap all of its routes together; those of other
        // observers wrap each route.
        let around_each: &[LayerOutline] = match observer.slot {
            Slot::Update => {
                for layer in &observer.inner {
                    at = self.layer(at, "inner", &layer.name);
                }
                &[]
            }
            Slot::Event(_) | Slot::Error => &observer.inner,
        };
        for route in &observer.routes {
            let filters: Vec<&str> = route.filters.iter().map(|filter| &*filter.name).collect();
            self.route(at, &filters, around_each, route);
        }
        if observer.slot == Slot::Update {
            let split = self.id();
            self.line(&format!("n{at} --> n{split}{{{{{}}}}}", quoted("split by type")));
        }
        if let Some(fallback) = &observer.fallback {
            self.route(at, &["fallback"], around_each, fallback);
        }
    }

    fn route(
        &mut self,
        mut at: u32,
        filters: &[&str],
        inner: &[LayerOutline],
        route: &RouteOutline,
    ) {
        for filter in filters {
            at = self.filter(at, filter);
        }
        for layer in inner {
            at = self.layer(at, "inner", &layer.name);
        }
        for layer in &route.layers {
            at = self.layer(at, "layer", &layer.name);
        }
        let handler = self.id();
        self.line(&format!("n{at} --> n{handler}[[{}]]", quoted(&route.handler)));
    }

    fn layer(&mut self, from: u32, scope: &str, name: &str) -> u32 {
        let id = self.id();
        self.line(&format!("n{from} --> n{id}[{}]", quoted(&format!("{scope} {name}"))));
        id
    }

    fn filter(&mut self, from: u32, name: &str) -> u32 {
        let id = self.id();
        self.line(&format!("n{from} --> n{id}{{{}}}", quoted(name)));
        id
    }

    fn id(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        id
    }

    fn line(&mut self, content: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{content}", "", indent = self.depth * 2);
    }
}

/// Returns a label with the characters escaped that Mermaid interprets.
fn quoted(label: &str) -> String {
    let escaped = label.replace('&', "&amp;").replace('"', "&quot;");
    format!("\"{}\"", escaped.replace('<', "&lt;").replace('>', "&gt;"))
}
