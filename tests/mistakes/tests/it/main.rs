//! The compiler's messages for common mistakes.

use chappe::prelude::*;

#[test]
fn mistakes_get_messages_written_for_users() {
    trybuild::TestCases::new().compile_fail("tests/compile/*.rs");
}

/// An extractor with the name of the event.
mod own {
    use chappe::prelude::*;

    pub(crate) struct Message(pub(crate) String);

    impl<E: EventType, S: Sync> FromRequest<E, S> for Message {
        type Rejection = BoxError;

        async fn from_request(request: &Request<E>, _: &S) -> Result<Self, BoxError> {
            Ok(Self(request.update().message().ok_or(Skip)?.message_id.0.to_string()))
        }
    }
}

#[chappe::debug_handler(chappe::types::Message)]
async fn names_its_extractor_like_the_event(own::Message(id): own::Message) -> String {
    id
}

#[test]
fn a_checked_handler_may_have_an_extractor_with_the_name_of_the_event() {
    let app = Router::<()>::new("app").message(|m| m.on((), names_its_extractor_like_the_event));
    let described = Dispatcher::new(app).describe().to_string();
    assert!(
        described.ends_with("on anything -> names_its_extractor_like_the_event\n"),
        "{described}"
    );
}
