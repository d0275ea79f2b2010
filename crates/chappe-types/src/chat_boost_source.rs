//! The user who boosts a chat.

use crate::{ChatBoostSource, User};

impl ChatBoostSource {
    /// Returns the user whose premium subscription boosts the chat. `None` for boosts through gift
    /// codes and giveaways, which no user causes.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::Premium(source) => Some(&source.user),
            Self::GiftCode(_) | Self::Giveaway(_) | Self::Unknown(_) => None,
        }
    }
}
