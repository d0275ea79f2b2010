//! Data that is not Telegram's.

use chappe_types::UserId;
use chappe_web_app::{PublicVerifier, sign};
use proptest::prelude::*;

use crate::support::{INIT_DATA, SIGNED, THIRD_PARTY, TOKEN, third_party, verifier};

/// Returns all texts that differ from `raw` in one bit.
fn changed(raw: &str) -> impl Iterator<Item = String> {
    (0..raw.len()).flat_map(move |at| {
        (0..7).map(move |bit| {
            let change = |(index, byte): (usize, u8)| {
                char::from(if index == at { byte ^ (1 << bit) } else { byte })
            };
            raw.bytes().enumerate().map(change).collect()
        })
    })
}

#[test]
fn data_with_any_changed_bit_is_refused_or_reads_the_same() {
    let (tokens, keys) = (verifier(), third_party(42));
    let expected = tokens.init_data_at(INIT_DATA, SIGNED).unwrap();
    let same = changed(INIT_DATA).filter_map(|raw| {
        let data = tokens.init_data_at(&raw, SIGNED).ok()?;
        assert_eq!(data, expected, "{raw}");
        Some(())
    });
    // A digit after `%` may be a capital or not; nothing else reads the same.
    let digits = INIT_DATA.as_bytes().windows(3).filter(|three| three[0] == b'%');
    let letters = digits.flat_map(|three| &three[1..]).filter(|digit| digit.is_ascii_alphabetic());
    assert_eq!(same.count(), letters.count());
    let expected = keys.init_data_at(THIRD_PARTY, SIGNED).unwrap();
    for raw in changed(THIRD_PARTY) {
        // The name `hash` is not signed: a pair with another name is, and is refused.
        if let Ok(data) = keys.init_data_at(&raw, SIGNED) {
            assert_eq!(data, expected, "{raw}");
        }
    }
}

#[test]
fn pairs_that_are_merged_or_split_are_refused() {
    let raw = sign::init_data(TOKEN, &[("auth_date", "1700000000"), ("query_id", "a=b")]);
    let merged = raw.replace("&query_id=a%3Db", "%0Aquery_id%3Da%3Db");
    let split = raw.replace("query_id=a%3Db", "query_id%3Da=b");
    for forged in [merged, split] {
        assert_ne!(forged, raw);
        assert!(verifier().init_data_at(&forged, SIGNED).unwrap_err().is_malformed());
    }
    let twice = format!("{raw}&auth_date=1700000001");
    assert!(verifier().init_data_at(&twice, SIGNED).unwrap_err().is_malformed());
    let extended = format!("{raw}&user=%7B%22id%22%3A1%2C%22first_name%22%3A%22E%22%7D");
    assert!(verifier().init_data_at(&extended, SIGNED).unwrap_err().is_forged());
}

#[test]
#[should_panic(expected = "a field occurs twice")]
fn what_telegram_does_not_sign_is_not_signed() {
    sign::init_data(TOKEN, &[("a", "1"), ("a", "2")]);
}

proptest! {
    #[test]
    fn no_text_panics_or_is_accepted(raw in any::<String>(), query in "([a-z%=&+]|%[0-9a-f]{2}|hash=[0-9a-f]{64}|auth_date=[0-9]{1,20}){0,20}") {
        for text in [&raw, &query] {
            prop_assert!(verifier().init_data_at(text, SIGNED).is_err());
            prop_assert!(verifier().login_at(text, SIGNED).is_err());
            prop_assert!(verifier().login_json_at(text, SIGNED).is_err());
            prop_assert!(third_party(42).init_data_at(text, SIGNED).is_err());
        }
    }

    #[test]
    fn what_is_signed_is_accepted_and_reads_the_same(value in "[^\n]*", other in "[^\n]*") {
        let fields = [("auth_date", "1700000000"), ("x", &*value), ("start_param", &*other)];
        let data = verifier().init_data_at(&sign::init_data(TOKEN, &fields), SIGNED).unwrap();
        prop_assert_eq!((data.get("x"), data.start_param.as_deref()), (Some(&*value), Some(&*other)));
        let seed = [9; 32];
        let raw = sign::for_third_parties(&seed, UserId(42), &fields);
        let verifier = PublicVerifier::new(UserId(42)).key(sign::public_key(&seed));
        prop_assert_eq!(verifier.init_data_at(&raw, SIGNED), Ok(data));
    }
}
