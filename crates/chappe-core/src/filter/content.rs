//! Filters by the content of messages.

use chappe_types::Message;

use crate::{
    error::BoxError,
    filter::{Candidate, Filter, Selector, selector::Key},
};

macro_rules! contents {
    ($($variant:ident $field:ident,)+) => {
        /// The content of a message, named after its field.
        ///
        /// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Content {
            $(
                #[doc = concat!("The message has `", stringify!($field), "`.")]
                $variant,
            )+
        }

        impl Content {
            /// All kinds of content.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the name of the field of the message.
            pub fn as_str(self) -> &'static str {
                const NAMES: &[&str] = &[$(stringify!($field)),+];
                NAMES[self as usize]
            }

            /// Returns true if `message` has this content.
            pub fn is_in(self, message: &Message) -> bool {
                match self {
                    $(Self::$variant => message.$field.is_some(),)+
                }
            }
        }
    };
}

contents! {
    Text text,
    Animation animation,
    Audio audio,
    Document document,
    LivePhoto live_photo,
    PaidMedia paid_media,
    Photo photo,
    Sticker sticker,
    Story story,
    Video video,
    VideoNote video_note,
    Voice voice,
    Checklist checklist,
    Contact contact,
    Dice dice,
    Game game,
    Poll poll,
    Venue venue,
    Location location,
    RichMessage rich_message,
    NewChatMembers new_chat_members,
    LeftChatMember left_chat_member,
    ChatOwnerLeft chat_owner_left,
    ChatOwnerChanged chat_owner_changed,
    NewChatTitle new_chat_title,
    NewChatPhoto new_chat_photo,
    DeleteChatPhoto delete_chat_photo,
    GroupChatCreated group_chat_created,
    SupergroupChatCreated supergroup_chat_created,
    ChannelChatCreated channel_chat_created,
    MessageAutoDeleteTimerChanged message_auto_delete_timer_changed,
    MigrateToChatId migrate_to_chat_id,
    MigrateFromChatId migrate_from_chat_id,
    PinnedMessage pinned_message,
    Invoice invoice,
    SuccessfulPayment successful_payment,
    RefundedPayment refunded_payment,
    UsersShared users_shared,
    ChatShared chat_shared,
    Gift gift,
    UniqueGift unique_gift,
    GiftUpgradeSent gift_upgrade_sent,
    ConnectedWebsite connected_website,
    WriteAccessAllowed write_access_allowed,
    PassportData passport_data,
    ProximityAlertTriggered proximity_alert_triggered,
    BoostAdded boost_added,
    ChatBackgroundSet chat_background_set,
    ChecklistTasksDone checklist_tasks_done,
    ChecklistTasksAdded checklist_tasks_added,
    DirectMessagePriceChanged direct_message_price_changed,
    ForumTopicCreated forum_topic_created,
    ForumTopicEdited forum_topic_edited,
    ForumTopicClosed forum_topic_closed,
    ForumTopicReopened forum_topic_reopened,
    GeneralForumTopicHidden general_forum_topic_hidden,
    GeneralForumTopicUnhidden general_forum_topic_unhidden,
    GiveawayCreated giveaway_created,
    Giveaway giveaway,
    GiveawayWinners giveaway_winners,
    GiveawayCompleted giveaway_completed,
    ManagedBotCreated managed_bot_created,
    PaidMessagePriceChanged paid_message_price_changed,
    PollOptionAdded poll_option_added,
    PollOptionDeleted poll_option_deleted,
    SuggestedPostApproved suggested_post_approved,
    SuggestedPostApprovalFailed suggested_post_approval_failed,
    SuggestedPostDeclined suggested_post_declined,
    SuggestedPostPaid suggested_post_paid,
    SuggestedPostRefunded suggested_post_refunded,
    VideoChatScheduled video_chat_scheduled,
    VideoChatStarted video_chat_started,
    VideoChatEnded video_chat_ended,
    VideoChatParticipantsInvited video_chat_participants_invited,
    WebAppData web_app_data,
    CommunityChatAdded community_chat_added,
    CommunityChatRemoved community_chat_removed,
    CommunityChatJoined community_chat_joined,
}

/// Matches messages with the given content: `content(Content::Photo)`.
pub fn content(content: Content) -> ContentFilter {
    ContentFilter { content }
}

/// Matches messages by content; created by [`content()`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ContentFilter {
    content: Content,
}

impl Filter<Message> for ContentFilter {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Ok(self.content.is_in(candidate.event()))
    }

    fn selector(&self) -> Selector {
        Selector::keys(vec![Key::Content(self.content)]).exact()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("content({})", self.content.as_str())
    }
}
