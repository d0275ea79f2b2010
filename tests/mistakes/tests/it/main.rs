//! The compiler's messages for common mistakes.

#[test]
fn mistakes_get_messages_written_for_users() {
    trybuild::TestCases::new().compile_fail("tests/compile/*.rs");
}
