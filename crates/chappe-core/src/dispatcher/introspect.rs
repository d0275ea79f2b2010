//! Descriptions, explanations and traces of a dispatcher.

use chappe_types::Update;

use crate::{
    dispatcher::{Description, Dispatcher, DispatcherBuilder, Explanation, compile::Instruments},
    trace::{trace_layer, trace_tree},
};

impl Dispatcher {
    /// Describes the tree as text, as a Mermaid chart and as JSON.
    pub fn describe(&self) -> Description {
        Description::of(&self.compiled.outline)
    }

    /// Explains which handler would handle an update, and why each other one would not.
    ///
    /// Calls the filters, but neither layers nor handlers. The explanation marks the layers that
    /// could change the result.
    pub fn explain(&self, update: &Update) -> Explanation {
        Explanation::of(self, update)
    }
}

impl DispatcherBuilder {
    /// Records the steps of each request that carries a [`Trace`](crate::Trace).
    ///
    /// A traced dispatcher calls every filter: it has no index.
    pub fn traced(mut self) -> Self {
        self.instruments = Some(Instruments { tree: trace_tree, layer: trace_layer });
        self
    }
}
