//! The traits by which objects and methods describe themselves to a printer.

use serde_json::value::RawValue;

use crate::{print::Printer, str::Str, upload::Upload};

/// A value to print.
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

/// A type that can be printed.
pub(crate) trait Print {
    /// Passes the value to `printer`: as the field `name`, or as an item of a list, where `name` is
    /// ignored.
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>);
}

/// An object with fields.
pub(crate) trait Fields {
    /// Passes the fields that are set to `printer`, in the order of Telegram's reference.
    fn fields<'a>(&'a self, printer: &mut Printer<'_, 'a>);

    /// The number of fields that are set, if it is known without a look at the values.
    #[inline]
    fn count(&self) -> Option<usize> {
        None
    }
}

impl<T: Fields> Print for T {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Object(self));
    }
}

/// A list of values.
pub(crate) trait List {
    /// Passes all items to `printer`.
    fn items<'a>(&'a self, printer: &mut Printer<'_, 'a>);

    /// The number of items.
    fn count(&self) -> usize;
}

/// Implements `Serialize` for objects by their `Fields`.
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
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::List(self));
    }
}

impl<T: Print> List for Vec<T> {
    fn items<'a>(&'a self, printer: &mut Printer<'_, 'a>) {
        for item in self {
            item.print("", printer);
        }
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl Print for bool {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Flag(*self));
    }
}

impl Print for i64 {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Whole(*self));
    }
}

impl Print for f64 {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Float(*self));
    }
}

impl Print for Str {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Text(self));
    }
}
