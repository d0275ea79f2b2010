//! Rights of administrators.

use chappe_types::ChatAdministratorRights;
use serde_json::{Value, json};

/// The rights of an administrator, for [`TestChat::promote`](crate::TestChat::promote) and
/// [`promote_bot`](crate::TestChat::promote_bot): created from the names of rights, or from a
/// [`ChatAdministratorRights`]. The promotion panics if a name is unknown.
///
/// Source: Bot API 10.3, [`ChatAdministratorRights`](https://core.telegram.org/bots/api#chatadministratorrights).
///
/// # Example
///
/// ```
/// use chappe_testing::AdminRights;
///
/// let moderator = AdminRights::from(["can_delete_messages", "can_restrict_members"]);
/// assert_ne!(moderator, AdminRights::all());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AdminRights(Value);

impl AdminRights {
    /// Returns all rights, except that to be anonymous.
    pub fn all() -> Self {
        Self(Value::Null)
    }

    /// Returns no rights but `can_manage_chat`, which all administrators have.
    pub fn none() -> Self {
        Self(json!([]))
    }

    pub(super) fn into_json(self) -> Value {
        self.0
    }
}

impl<const N: usize> From<[&str; N]> for AdminRights {
    fn from(names: [&str; N]) -> Self {
        Self(json!(names.as_slice()))
    }
}

impl From<ChatAdministratorRights> for AdminRights {
    fn from(rights: ChatAdministratorRights) -> Self {
        Self(serde_json::to_value(rights).expect("an object of booleans is serializable"))
    }
}
