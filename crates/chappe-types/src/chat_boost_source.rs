//! Who boosts a chat.

use crate::{ChatBoostSource, User};

impl ChatBoostSource {
    /// The user whose premium subscription boosts the chat. Boosts through gift
    /// codes and giveaways come from no user who did something.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::Premium(source) => Some(&source.user),
            Self::GiftCode(_) | Self::Giveaway(_) | Self::Unknown(_) => None,
        }
    }
}
