//! State of messages beside the messages themselves.

use serde::{Deserialize, Serialize};

use crate::world::{Drafts, EphemeralMessages, GameScores, LiveLocations, TopicIcons, Topics};

/// Topics, drafts, ephemeral messages, live locations, and scores of games.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MessageState {
    pub(crate) topics: Topics,
    pub(crate) icons: TopicIcons,
    pub(crate) drafts: Drafts,
    pub(crate) ephemeral: EphemeralMessages,
    pub(crate) live: LiveLocations,
    pub(crate) scores: GameScores,
}
