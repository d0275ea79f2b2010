//! The table of the contents of messages.

/// Passes the contents of messages to a macro: the variant of [`Content`](super::Content), the
/// field of the message, and the payload that handlers extract:
///
/// - `own T`: the type `T` of the field;
/// - `event T`: the same, where `T` is also the payload of a kind of update;
/// - `new T(F) "documentation"`: a new type `T` around the type `F` of the field, which is not
///   unique to it;
/// - `none`: nothing.
///
/// Where a message has several fields, the first one in the table is its main content.
macro_rules! for_each_content {
    ($use:ident) => {
        $use! {
            (Text text none)
            (Animation animation own Animation)
            (Audio audio own Audio)
            (Document document own Document)
            (LivePhoto live_photo own LivePhoto)
            (PaidMedia paid_media own PaidMediaInfo)
            (Photo photo new Photos(Vec<PhotoSize>) "The photo of a message in all its sizes; [`Photo`] is the largest one.")
            (Sticker sticker own Sticker)
            (Story story own Story)
            (Video video own Video)
            (VideoNote video_note own VideoNote)
            (Voice voice own Voice)
            (Checklist checklist own Checklist)
            (Contact contact own Contact)
            (Dice dice own Dice)
            (Game game own Game)
            (Poll poll event Poll)
            (Venue venue own Venue)
            (Location location own Location)
            (RichMessage rich_message own RichMessage)
            (NewChatMembers new_chat_members new NewChatMembers(Vec<User>) "The users who were added to the chat, or who joined it.")
            (LeftChatMember left_chat_member new LeftChatMember(User) "The user who left the chat, or who was removed.")
            (ChatOwnerLeft chat_owner_left own ChatOwnerLeft)
            (ChatOwnerChanged chat_owner_changed own ChatOwnerChanged)
            (NewChatTitle new_chat_title new NewChatTitle(Str) "The new title of the chat.")
            (NewChatPhoto new_chat_photo new NewChatPhoto(Vec<PhotoSize>) "The new photo of the chat in all its sizes.")
            (DeleteChatPhoto delete_chat_photo none)
            (GroupChatCreated group_chat_created none)
            (SupergroupChatCreated supergroup_chat_created none)
            (ChannelChatCreated channel_chat_created none)
            (MessageAutoDeleteTimerChanged message_auto_delete_timer_changed own MessageAutoDeleteTimerChanged)
            (MigrateToChatId migrate_to_chat_id new MigrateToChatId(ChatId) "The id of the supergroup that the group became.")
            (MigrateFromChatId migrate_from_chat_id new MigrateFromChatId(ChatId) "The id of the group that became this supergroup.")
            (PinnedMessage pinned_message new PinnedMessage(MaybeInaccessibleMessage) "The message that was pinned.")
            (Invoice invoice own Invoice)
            (SuccessfulPayment successful_payment own SuccessfulPayment)
            (RefundedPayment refunded_payment own RefundedPayment)
            (UsersShared users_shared own UsersShared)
            (ChatShared chat_shared own ChatShared)
            (Gift gift own GiftInfo)
            (UniqueGift unique_gift own UniqueGiftInfo)
            (GiftUpgradeSent gift_upgrade_sent new GiftUpgradeSent(GiftInfo) "A gift whose upgrade was purchased.")
            (ConnectedWebsite connected_website new ConnectedWebsite(Str) "The domain of the website on which the user logged in.")
            (WriteAccessAllowed write_access_allowed own WriteAccessAllowed)
            (PassportData passport_data own PassportData)
            (ProximityAlertTriggered proximity_alert_triggered own ProximityAlertTriggered)
            (BoostAdded boost_added own ChatBoostAdded)
            (ChatBackgroundSet chat_background_set own ChatBackground)
            (ChecklistTasksDone checklist_tasks_done own ChecklistTasksDone)
            (ChecklistTasksAdded checklist_tasks_added own ChecklistTasksAdded)
            (DirectMessagePriceChanged direct_message_price_changed own DirectMessagePriceChanged)
            (ForumTopicCreated forum_topic_created own ForumTopicCreated)
            (ForumTopicEdited forum_topic_edited own ForumTopicEdited)
            (ForumTopicClosed forum_topic_closed own ForumTopicClosed)
            (ForumTopicReopened forum_topic_reopened own ForumTopicReopened)
            (GeneralForumTopicHidden general_forum_topic_hidden own GeneralForumTopicHidden)
            (GeneralForumTopicUnhidden general_forum_topic_unhidden own GeneralForumTopicUnhidden)
            (GiveawayCreated giveaway_created own GiveawayCreated)
            (Giveaway giveaway own Giveaway)
            (GiveawayWinners giveaway_winners own GiveawayWinners)
            (GiveawayCompleted giveaway_completed own GiveawayCompleted)
            (ManagedBotCreated managed_bot_created own ManagedBotCreated)
            (PaidMessagePriceChanged paid_message_price_changed own PaidMessagePriceChanged)
            (PollOptionAdded poll_option_added own PollOptionAdded)
            (PollOptionDeleted poll_option_deleted own PollOptionDeleted)
            (SuggestedPostApproved suggested_post_approved own SuggestedPostApproved)
            (SuggestedPostApprovalFailed suggested_post_approval_failed own SuggestedPostApprovalFailed)
            (SuggestedPostDeclined suggested_post_declined own SuggestedPostDeclined)
            (SuggestedPostPaid suggested_post_paid own SuggestedPostPaid)
            (SuggestedPostRefunded suggested_post_refunded own SuggestedPostRefunded)
            (VideoChatScheduled video_chat_scheduled own VideoChatScheduled)
            (VideoChatStarted video_chat_started own VideoChatStarted)
            (VideoChatEnded video_chat_ended own VideoChatEnded)
            (VideoChatParticipantsInvited video_chat_participants_invited own VideoChatParticipantsInvited)
            (WebAppData web_app_data own WebAppData)
            (CommunityChatAdded community_chat_added own CommunityChatAdded)
            (CommunityChatRemoved community_chat_removed own CommunityChatRemoved)
            (CommunityChatJoined community_chat_joined own CommunityChatJoined)
        }
    };
}

pub(crate) use for_each_content;
