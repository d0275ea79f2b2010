//! What happens by the clock.

use crate::world::World;

impl World {
    /// When the next thing happens by the clock, in Unix time.
    pub(crate) fn next_due_at(&self) -> Option<f64> {
        let times = [
            self.next_poll_closes_at(),
            self.next_membership_ends_at(),
            self.next_renewal_at(),
            self.next_boost_ends_at(),
        ];
        times.into_iter().flatten().min_by(f64::total_cmp)
    }

    /// Does all that is due by the clock.
    pub(crate) fn run_due(&mut self) {
        self.close_due_polls();
        self.end_due_memberships();
        self.end_live_locations();
        self.forget_drafts();
        self.renew_due_subscriptions();
        self.end_due_boosts();
    }
}
