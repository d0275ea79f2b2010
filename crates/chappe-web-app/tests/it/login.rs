//! Logins.

use chappe_types::{Date, UserId};
use chappe_web_app::sign;

use crate::support::{SIGNED, TOKEN, verifier};

/// Signed by Python's `hmac`.
const QUERY: &str = "id=7&first_name=Ada&username=ada&photo_url=https%3A%2F%2Ft.me%2Fi%2Fuserpic%2F320%2Fx.jpg&auth_date=1700000000&hash=ad7385e5f9b61cf70cc4ce6c247d542b0cd95db5b6e6085a2f2c675cee6c848b";

/// The same login, as the widget passes it to a callback.
const JSON: &str = r#"{"id":7,"first_name":"Ada","username":"ada","photo_url":"https:\/\/t.me\/i\/userpic\/320\/x.jpg","auth_date":1700000000,"hash":"ad7385e5f9b61cf70cc4ce6c247d542b0cd95db5b6e6085a2f2c675cee6c848b"}"#;

#[test]
fn a_login_is_accepted_as_a_query_and_as_json() {
    let login = verifier().login_at(QUERY, SIGNED).unwrap();
    assert_eq!(
        (login.auth_date, login.id, &*login.first_name, login.last_name.as_deref()),
        (SIGNED, UserId(7), "Ada", None),
    );
    assert_eq!(login.username.as_deref(), Some("ada"));
    assert_eq!(login.photo_url.as_deref(), Some("https://t.me/i/userpic/320/x.jpg"));
    assert_eq!((login.get("id"), login.get("hash")), (Some("7"), None));
    assert_eq!(verifier().login_json_at(JSON, SIGNED), Ok(login));
}

#[test]
fn changed_and_old_logins_and_data_of_web_apps_are_refused() {
    let check = |query: &str, now| verifier().login_at(query, now).unwrap_err();
    assert!(check(&QUERY.replace("id=7", "id=8"), SIGNED).is_forged());
    assert!(check(&format!("{QUERY}&is_admin=1"), SIGNED).is_forged());
    assert!(check(QUERY, Date(SIGNED.0 + 86_401)).is_expired());
    let fields = [("auth_date", "1700000000"), ("id", "7")];
    assert!(check(&sign::init_data(TOKEN, &fields), SIGNED).is_forged(), "another key");
    assert!(verifier().init_data_at(QUERY, SIGNED).unwrap_err().is_forged(), "another key");
    assert!(verifier().login(QUERY).unwrap_err().is_expired(), "by the system's clock");
    assert!(verifier().login_json(JSON).unwrap_err().is_expired(), "by the system's clock");
    let forged = JSON.replace("Ada", "Eve");
    assert!(verifier().login_json_at(&forged, SIGNED).unwrap_err().is_forged());
}
