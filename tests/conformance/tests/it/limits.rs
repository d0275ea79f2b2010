//! Nothing grows unseen.

use chappe_core::Request;
use chappe_types::{Message, Update};
use conformance::{
    cost::costs,
    documents,
    layered::{Added, allocations},
    limits::over,
};

#[test]
fn decoding_allocates_no_more_than_it_did() {
    let mut counted = documents::allocations().unwrap();
    assert_eq!(counted.len(), 12);
    let sum: u64 = counted.iter().map(|(_, count)| count).sum();
    // Rounded up, so that a part of an allocation over the limit is over it.
    counted.push(("average".to_owned(), sum.div_ceil(12)));
    let over = over("allocations of decoding a document of benches/data/w1", counted);
    assert_eq!(over, [""; 0]);
}

// One test, for the layers count in one place who ran.
#[test]
fn a_dispatch_allocates_no_more_than_it_did() {
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
fn updates_messages_and_requests_are_no_larger_than_they_were() {
    let sizes = [
        ("Update", size_of::<Update>()),
        ("Message", size_of::<Message>()),
        ("Request<Message>", size_of::<Request<Message>>()),
    ];
    let sizes = sizes.map(|(name, size)| (name.to_owned(), size as u64));
    assert_eq!(over("bytes", sizes), [""; 0]);
}

#[test]
fn what_is_over_its_limit_or_left_out_is_told() {
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
