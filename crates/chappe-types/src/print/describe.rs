//! What objects and methods look like.

use serde_json::value::RawValue;

use crate::{print::To, str::Str, upload::Upload};

/// What is printed.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Flag(bool),
    Whole(i64),
    Float(f64),
    Text(&'a str),
    Raw(&'a RawValue),
    Upload(&'a Upload),
    List(&'a dyn List),
    Object(&'a dyn Fields),
}

/// Can be printed.
pub(crate) trait Print {
    /// Tells one value: a field's of this name, or an item of a list.
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>);
}

/// An object, which tells its fields in the order of Telegram's reference.
pub(crate) trait Fields {
    fn fields<'a>(&'a self, to: &mut To<'_, 'a>);

    /// How many there are, where that is known without looking.
    #[inline]
    fn count(&self) -> Option<usize> {
        None
    }
}

impl<T: Fields> Print for T {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Object(self));
    }
}

/// A list.
pub(crate) trait List {
    fn items<'a>(&'a self, to: &mut To<'_, 'a>);

    fn count(&self) -> usize;
}

/// Lets serde serialize objects as they describe themselves.
macro_rules! described {
    ($($object:ty)*) => {$(
        impl serde::Serialize for $object {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                crate::print::serialize_object(self, serializer)
            }
        }
    )*};
}
pub(crate) use described;

impl<T: Print> Print for Vec<T> {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::List(self));
    }
}

impl<T: Print> List for Vec<T> {
    fn items<'a>(&'a self, to: &mut To<'_, 'a>) {
        for item in self {
            item.tell("", to);
        }
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl Print for bool {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Flag(*self));
    }
}

impl Print for i64 {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Whole(*self));
    }
}

impl Print for f64 {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Float(*self));
    }
}

impl Print for Str {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Text(self));
    }
}
