//! Data of web apps, signed by Python's `hmac`, and its `cryptography` for Ed25519.

use std::time::Duration;

use chappe_types::{ChatId, ChatType, Date, UserId};
use chappe_web_app::{Error, PublicVerifier, Verifier, sign};

use crate::support::{INIT_DATA, SEED, SIGNED, THIRD_PARTY, TOKEN, third_party, verifier};

const PUBLIC_KEY: &str = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

#[test]
fn data_signed_by_another_implementation_is_accepted_and_typed() {
    let data = verifier().init_data_at(INIT_DATA, SIGNED).unwrap();
    let user = data.user.as_ref().unwrap();
    assert_eq!(user.id, UserId(7));
    assert_eq!(user.full_name(), "Ada 🌈 & Co L+O%");
    assert_eq!(user.username.as_deref(), Some("ada"));
    assert_eq!(user.language_code.as_deref(), Some("de"));
    assert_eq!(
        (user.is_bot, user.is_premium, user.added_to_attachment_menu, user.allows_write_to_pm),
        (false, true, false, true),
    );
    assert_eq!(user.photo_url.as_deref(), Some("https://t.me/i/userpic/320/x.svg"));
    let chat = data.chat.as_ref().unwrap();
    assert_eq!((chat.id, &chat.r#type, &*chat.title), (ChatId(-1001), &ChatType::Supergroup, "T"));
    assert_eq!(
        (&data.receiver, data.auth_date, data.can_send_after, &data.chat_type),
        (&None, SIGNED, Some(Duration::from_secs(5)), &Some(ChatType::Supergroup)),
    );
    let texts = [&data.query_id, &data.start_param, &data.chat_instance];
    assert_eq!(texts.map(|text| text.as_deref()), ["AAHd", "ref_7", "-38"].map(Some));
    assert_eq!(data.get("new_field"), Some("x y"));
    let names: Vec<&str> = data.iter().map(|(name, _)| name).collect();
    let expected = [
        "auth_date",
        "can_send_after",
        "chat",
        "chat_instance",
        "chat_type",
        "new_field",
        "query_id",
        "start_param",
        "user",
    ];
    assert_eq!(names, expected, "neither `hash` nor `signature`");
}

#[test]
fn data_signed_for_third_parties_by_another_implementation_is_accepted() {
    let hex = sign::public_key(&SEED).map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(hex, PUBLIC_KEY);
    let data = third_party(42).init_data_at(THIRD_PARTY, SIGNED).unwrap();
    assert_eq!(data.user.unwrap().first_name, "Ada");
    let check = |verifier: PublicVerifier, raw: &str| verifier.init_data_at(raw, SIGNED);
    let refused = [
        check(third_party(43), THIRD_PARTY),
        check(PublicVerifier::new(UserId(42)), THIRD_PARTY),
        check(PublicVerifier::new(UserId(42)).test_servers(), THIRD_PARTY),
        check(third_party(42), &THIRD_PARTY.replace("Ada", "Eve")),
    ];
    assert!(refused.iter().all(|data| data.as_ref().is_err_and(Error::is_forged)), "{refused:?}");
    let missing = check(third_party(42), INIT_DATA.split("&signature").next().unwrap());
    assert_eq!(missing.unwrap_err().field(), Some("signature"));
    let invalid = check(third_party(42), INIT_DATA);
    assert_eq!(invalid.unwrap_err().field(), Some("signature"));
}

#[test]
fn data_is_accepted_up_to_its_greatest_age_and_a_minute_early() {
    let hour = verifier().max_age(Duration::from_secs(3_600));
    let at = |verifier: &Verifier, seconds: i64| {
        verifier.init_data_at(INIT_DATA, Date(SIGNED.0 + seconds)).map(|_| ())
    };
    assert_eq!([at(&hour, 3_600), at(&hour, 0), at(&hour, -60)], [Ok(()), Ok(()), Ok(())]);
    let old = at(&hour, 3_601).unwrap_err();
    assert!(old.is_expired() && !old.is_forged() && !old.is_malformed());
    let expected = "the data is 3601 s old, over 3600 s: open the web app, or log in, again";
    assert_eq!((old.to_string().as_str(), old.field()), (expected, Some("auth_date")));
    let early = at(&hour, -61).unwrap_err();
    assert!(early.is_from_the_future() && !early.is_expired() && !early.is_malformed());
    let (day, forever) = (verifier(), verifier().max_age(Duration::MAX));
    assert_eq!((at(&day, 86_400), at(&forever, i64::MAX - SIGNED.0)), (Ok(()), Ok(())));
    assert!(at(&day, 86_401).unwrap_err().is_expired());
    assert!(verifier().init_data(INIT_DATA).unwrap_err().is_expired(), "by the system's clock");
}

#[test]
fn a_text_that_is_no_token_is_refused_and_no_token_is_printed() {
    for text in ["", ":", "42:", ":AAF", "x:AAF", "42:AAF ", "42"] {
        assert!(Verifier::new(text).is_err(), "{text}");
    }
    assert_eq!(format!("{:?}", verifier()), "Verifier { max_age: 86400s, .. }");
    let data = format!("{:?}", verifier().init_data_at(INIT_DATA, SIGNED).unwrap());
    let hash = INIT_DATA.split("hash=").nth(1).unwrap();
    assert!(!data.contains(hash) && !data.contains("AbC_-"), "{data}");
}

#[test]
fn data_that_was_signed_and_has_another_form_is_malformed() {
    let fields: [&[(&str, &str)]; 6] = [
        &[("user", "{}")],
        &[("auth_date", "soon")],
        &[("auth_date", "1"), ("user", "7")],
        &[("auth_date", "1"), ("user", r#"{"id":"7","first_name":"A"}"#)],
        &[("auth_date", "1"), ("chat", r#"{"id":7,"type":"group"}"#)],
        &[("auth_date", "1"), ("can_send_after", "-1")],
    ];
    let field = |fields: &[(&str, &str)]| {
        let error = verifier().init_data_at(&sign::init_data(TOKEN, fields), Date(1)).unwrap_err();
        (error.is_malformed(), error.field())
    };
    let names = ["auth_date", "auth_date", "user", "user", "chat", "can_send_after"];
    assert_eq!(fields.map(field), names.map(|name| (true, Some(name))));
}
