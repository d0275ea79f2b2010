//! A Bot API method to be sent, whichever it is.

use std::fmt;

use chappe_types::{DynMethod, Method, Upload};

/// A Bot API method that a handler returned, with its type erased.
pub struct Reply(Box<dyn DynMethod>);

impl Reply {
    /// A reply that sends `method`.
    pub fn new(method: impl Method) -> Self {
        Self(Box::new(method))
    }

    /// The method's name, such as `sendMessage`.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Appends the method's parameters as one JSON object.
    pub fn write_json(&self, buffer: &mut Vec<u8>) {
        self.0.write_json(buffer);
    }

    /// The files that must be sent along, as parts of a form.
    pub fn uploads(&self) -> Vec<&Upload> {
        self.0.uploads()
    }

    /// The method, its type erased.
    pub fn method(&self) -> &dyn DynMethod {
        &*self.0
    }

    /// The method itself, if it is an `M`.
    pub fn downcast_ref<M: Method>(&self) -> Option<&M> {
        self.0.as_any().downcast_ref()
    }
}

/// So that methods of several types fit into one list: `vec![a.into(), b.into()]`.
impl<M: Method> From<M> for Reply {
    fn from(method: M) -> Self {
        Self::new(method)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
