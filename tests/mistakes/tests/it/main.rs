//! What the compiler says to common mistakes.

#[test]
fn mistakes_are_told_in_our_words() {
    trybuild::TestCases::new().compile_fail("tests/compile/*.rs");
}
