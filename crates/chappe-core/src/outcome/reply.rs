//! A type-erased Bot API method to send.

use std::fmt;

use chappe_types::{DynMethod, Method, Upload};

/// A type-erased Bot API method that a handler returned.
pub struct Reply(Box<dyn DynMethod>);

impl Reply {
    /// Creates a reply that sends `method`.
    pub fn new(method: impl Method) -> Self {
        Self(Box::new(method))
    }

    pub(super) fn boxed(method: Box<dyn DynMethod>) -> Self {
        Self(method)
    }

    /// Returns the method's name, such as `sendMessage`.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Appends the method's parameters as one JSON object.
    pub fn write_json(&self, buffer: &mut Vec<u8>) {
        self.0.write_json(buffer);
    }

    /// Returns the files that the call uploads, as parts of a form.
    pub fn uploads(&self) -> Vec<&Upload> {
        self.0.uploads()
    }

    /// Returns the method as a trait object.
    pub fn method(&self) -> &dyn DynMethod {
        &*self.0
    }

    /// Returns the method, if its type is `M`.
    pub fn downcast_ref<M: Method>(&self) -> Option<&M> {
        self.0.as_any().downcast_ref()
    }
}

/// For lists of methods of several types: `vec![a.into(), b.into()]`. Lists that also contain texts
/// or `reply("…")` consist of [`AnyReply`](crate::AnyReply).
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
