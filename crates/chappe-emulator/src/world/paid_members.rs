//! Memberships that links with a price sell for a period.

use serde_json::Value;

use crate::world::{Cause, Member, Status, World};

impl World {
    /// Takes the price of a link from the user who joins by it; the stars are the chat's.
    ///
    /// # Errors
    ///
    /// Returns that the user has too few stars.
    pub(crate) fn pay_to_join(
        &mut self,
        chat: i64,
        user: i64,
        link: Option<&str>,
    ) -> Result<(), String> {
        let state = self.chats.get(&chat);
        let link = link.and_then(|url| state?.link(url));
        match link.and_then(|link| link.subscription) {
            Some(subscription) => self.pay_stars(user, chat, subscription.price),
            None => Ok(()),
        }
    }

    /// Lets a user in by a link. If the link has a price, the membership ends after its period.
    /// Returns the service message, if there is one.
    pub(crate) fn join_by(&mut self, chat: i64, user: &Value, link: Option<&str>) -> Option<Value> {
        let (id, now) = (user["id"].as_i64()?, self.clock.date());
        let state = self.chats.get(&chat)?;
        let subscription = link.and_then(|url| state.link(url)?.subscription);
        let mut member = state.member(id, now).joined();
        if let Some(subscription) = subscription.filter(|_| member.status == Status::Member) {
            let until = now.saturating_add(subscription.period);
            member = member.paid_until(until);
            self.paid_members.insert((until, chat, id));
        }
        self.change_member(chat, id, &member, Cause::by(user).with_link(link))
    }

    /// When the next membership ends, in Unix time.
    #[expect(clippy::cast_precision_loss, reason = "Unix times are small")]
    pub(super) fn next_membership_ends_at(&self) -> Option<f64> {
        self.paid_members.first().map(|(until, ..)| *until as f64)
    }

    /// Ends the memberships whose period has passed.
    pub(crate) fn end_due_memberships(&mut self) {
        if self.paid_members.is_empty() {
            return;
        }
        let now = self.clock.date();
        while self.paid_members.first().is_some_and(|(until, ..)| *until <= now) {
            let Some((until, chat, id)) = self.paid_members.pop_first() else { return };
            let member = self.chats.get(&chat).map(|chat| chat.member(id, now));
            let is_due = member.is_some_and(|member| member.is_paid_until(until));
            if let Some(user) = self.user(id).cloned().filter(|_| is_due) {
                self.set_member(chat, id, &Member::new(Status::Left), &user);
            }
        }
    }
}
