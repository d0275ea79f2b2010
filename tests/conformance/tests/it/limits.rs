//! Costs and sizes do not exceed their limits.

use chappe_core::Request;
use chappe_types::{Message, Update};
use conformance::{
    cost::costs,
    documents,
    layered::{Added, allocations},
    limits::over,
};

#[test]
fn decoding_stays_within_its_allocations() {
    let mut counted = documents::allocations().unwrap();
    assert_eq!(counted.len(), 12);
    let sum: u64 = counted.iter().map(|(_, count)| count).sum();
    // Rounded up, so that a fraction of an allocation above the limit counts.
    counted.push(("average".to_owned(), sum.div_ceil(12)));
    let over = over("allocations of decoding a document of benches/data/w1", counted);
    assert_eq!(over, [""; 0]);
}

// One test, because all layers share one counter.
#[test]
fn a_dispatch_stays_within_its_allocations() {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
    let no_match = costs().routing as u64;
    let counted = [
        ("no match, no layers", no_match),
        (
            "three outer and three inner layers, in a ServiceBuilder each",
            allocations(Added::Stacked),
        ),
        ("three outer and three inner layers, one by one", allocations(Added::Singly)),
    ];
    let counted = counted.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(over("allocations of a dispatch", counted), [""; 0]);
}

#[test]
fn updates_messages_and_requests_stay_within_their_sizes() {
    let sizes = [
        ("Update", size_of::<Update>()),
        ("Message", size_of::<Message>()),
        ("Request<Message>", size_of::<Request<Message>>()),
    ];
    let sizes = sizes.map(|(name, size)| (name.to_owned(), size as u64));
    assert_eq!(over("bytes", sizes), [""; 0]);
}

#[test]
fn exceeded_and_missing_costs_are_reported() {
    let counted = [("Update", 24), ("Message", 1273), ("Chat", 1)];
    let over = over("bytes", counted.map(|(name, size)| (name.to_owned(), size)));
    assert_eq!(
        over,
        [
            "Message: 1273, at most 1272",
            "Chat: 1, without a limit",
            "Request<Message>: not counted"
        ],
    );
}
