//! Every method: its own serializer against `serde_json`.
#![expect(clippy::unwrap_used, reason = "a test may")]

use chappe_types::{DynMethod, Method};
use roundtrip::{Extent, every_method};

/// The output of `serde_json` for a method, if its type is `M`.
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
fn methods_with_required_parameters() {
    check(Extent::Required, 3);
}

#[test]
fn methods_with_all_parameters() {
    check(Extent::Everything, 10);
}
