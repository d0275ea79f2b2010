//! What a dispatcher tells about itself.

use chappe_types::Update;

use crate::dispatcher::{Description, Dispatcher, Explanation};

impl Dispatcher {
    /// Returns the tree as text, as a Mermaid chart and as JSON.
    pub fn describe(&self) -> &Description {
        self.tree.description.get_or_init(|| Description::of(&self.tree.outline))
    }

    /// Explains which handler would handle an update, and why each other one would not.
    ///
    /// Calls the filters, but neither layers nor handlers: where a layer could change the
    /// result, the explanation says so.
    pub fn explain(&self, update: &Update) -> Explanation {
        Explanation::of(self, update)
    }
}
