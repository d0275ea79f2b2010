//! Every method: its own printer, and what `serde_json` prints of it.
#![expect(clippy::unwrap_used, reason = "a test may")]

use chappe_types::{DynMethod, Method};
use roundtrip::{Extent, every_method};

/// What `serde_json` prints of a method, if it is an `M`.
fn as_serde_prints<M: Method>(method: &dyn DynMethod) -> Option<(Vec<u8>, serde_json::Value)> {
    let method = method.as_any().downcast_ref::<M>()?;
    Some((serde_json::to_vec(method).unwrap(), serde_json::to_value(method).unwrap()))
}

macro_rules! printers {
    ($($method:ty)*) => {
        [$(as_serde_prints::<$method>),*]
    };
}

fn check(extent: Extent, rounds: usize) {
    let printers = chappe_types::for_each_method! { printers };
    for method in every_method(extent, rounds) {
        let mut printed = Vec::new();
        method.write_json(&mut printed);
        let (text, value) = printers.iter().find_map(|print| print(&*method)).unwrap();
        assert_eq!(printed, text, "{}", method.name());
        let read: serde_json::Value = serde_json::from_slice(&printed).unwrap();
        assert_eq!(read, value, "{}", method.name());
    }
}

#[test]
fn methods_with_what_is_required() {
    check(Extent::Required, 3);
}

#[test]
fn methods_with_everything() {
    check(Extent::Everything, 10);
}
