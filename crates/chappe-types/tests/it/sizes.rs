use chappe_types::Str;

#[test]
fn a_text_that_may_be_missing_is_no_larger_than_three_words() {
    assert_eq!(size_of::<Option<Str>>(), 24);
}
