use chappe_types::{Message, Str, Update};

#[test]
fn updates_and_messages_stay_small() {
    assert!(size_of::<Update>() <= 64, "{}", size_of::<Update>());
    assert!(size_of::<Message>() <= 1280, "{}", size_of::<Message>());
    assert_eq!(size_of::<Option<Str>>(), 24);
}
