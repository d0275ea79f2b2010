use chappe_types::Str;

#[test]
fn an_optional_string_has_three_words() {
    assert_eq!(size_of::<Option<Str>>(), 24);
}
