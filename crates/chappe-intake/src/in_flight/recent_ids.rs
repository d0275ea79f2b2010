//! The ids of recently handled updates.

use std::{collections::HashMap, mem, time::Duration};

use chappe_types::UpdateId;
use foldhash::quality::RandomState;
use tokio::time::Instant;

/// The minimum time for which an id is remembered, unless a generation reaches [`MAX_BLOCKS`].
const MIN_AGE: Duration = Duration::from_secs(120);

/// The maximum number of blocks of a generation. Telegram numbers updates consecutively, so a block
/// holds 64 of them; a random id takes a whole block.
const MAX_BLOCKS: usize = 256 * 1024;

/// How many ids a block holds, one bit each.
const BLOCK: i64 = 64;

/// The ids of recently handled updates, in two generations. The younger one replaces the older one
/// once it is large and old enough, or full.
#[derive(Debug)]
pub(super) struct RecentIds {
    young: Generation,
    old: Generation,
    /// How many ids the younger generation holds before it may replace the older one.
    min_ids: usize,
    max_blocks: usize,
}

#[derive(Debug)]
struct Generation {
    /// The bits of each block, by the block's number.
    blocks: HashMap<i64, u64, RandomState>,
    ids: usize,
    since: Instant,
}

impl RecentIds {
    /// Remembers at least the last `min_ids` ids, and those of the last two minutes; none at
    /// all if `min_ids` is 0.
    pub(super) fn new(min_ids: usize) -> Self {
        Self { young: Generation::new(), old: Generation::new(), min_ids, max_blocks: MAX_BLOCKS }
    }

    pub(super) fn contains(&self, id: UpdateId) -> bool {
        self.young.contains(id) || self.old.contains(id)
    }

    pub(super) fn insert(&mut self, id: UpdateId) {
        if self.min_ids == 0 {
            return;
        }
        let is_large = self.young.ids >= self.min_ids;
        let is_full = self.young.blocks.len() >= self.max_blocks;
        if is_full || (is_large && self.young.since.elapsed() >= MIN_AGE) {
            self.old = mem::replace(&mut self.young, Generation::new());
        }
        self.young.insert(id);
    }
}

impl Generation {
    fn new() -> Self {
        Self { blocks: HashMap::default(), ids: 0, since: Instant::now() }
    }

    fn contains(&self, id: UpdateId) -> bool {
        let (block, bit) = position(id);
        self.blocks.get(&block).is_some_and(|bits| bits & bit != 0)
    }

    fn insert(&mut self, id: UpdateId) {
        let (block, bit) = position(id);
        let bits = self.blocks.entry(block).or_default();
        self.ids += usize::from(*bits & bit == 0);
        *bits |= bit;
    }
}

/// Returns the number of an id's block, and the id's bit in the block.
fn position(id: UpdateId) -> (i64, u64) {
    (id.0.div_euclid(BLOCK), 1 << id.0.rem_euclid(BLOCK))
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    /// Counts the ids that are remembered.
    fn count(recent: &RecentIds, ids: impl Iterator<Item = i64>) -> usize {
        ids.filter(|id| recent.contains(UpdateId(*id))).count()
    }

    #[tokio::test(start_paused = true)]
    async fn at_43_000_updates_a_second_all_ids_of_the_last_two_minutes_are_remembered() {
        let mut recent = RecentIds::new(16_384);
        let (mut next, mut missing) = (1_000_000_000_i64, 0);
        for second in 0..400_i64 {
            // One id in eight: enough to fill all blocks.
            (next..next + 43_000).step_by(8).for_each(|id| recent.insert(UpdateId(id)));
            next += 43_000;
            advance(Duration::from_secs(1)).await;
            let seconds = second.min(119);
            let window = next - 43_000 * seconds..next;
            missing += window.step_by(808).filter(|id| !recent.contains(UpdateId(*id))).count();
        }
        assert_eq!(missing, 0);
        // At most 10 million ids, 64 in a block.
        let blocks = recent.young.blocks.len() + recent.old.blocks.len();
        assert!(blocks < 2 * 43_000 * 125 / 64, "{blocks}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_ids_are_remembered_whatever_their_age() {
        let mut recent = RecentIds::new(2);
        for id in 1..=3 {
            recent.insert(UpdateId(id));
            advance(Duration::from_secs(3600)).await;
        }
        recent.insert(UpdateId(4));
        assert_eq!([2, 3, 4].map(|id| recent.contains(UpdateId(id))), [true; 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_whatever_the_ids_are() {
        let mut recent = RecentIds::new(16);
        recent.max_blocks = 1000;
        let ids: Vec<i64> = (0..100_000_i64)
            .map(|id| id.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()))
            .collect();
        ids.iter().for_each(|id| recent.insert(UpdateId(*id)));
        assert!(recent.young.blocks.len() <= 1000 && recent.old.blocks.len() <= 1000);
        assert_eq!(count(&recent, ids[99_000..].iter().copied()), 1000, "the last ids remain");
    }

    #[tokio::test]
    async fn each_id_is_distinguished_from_its_neighbours() {
        let mut recent = RecentIds::new(100);
        let ids = [i64::MIN, -65, -64, -1, 0, 63, 64, i64::MAX];
        ids.iter().for_each(|id| recent.insert(UpdateId(*id)));
        let near = ids.iter().flat_map(|id| [id.wrapping_sub(1), *id, id.wrapping_add(1)]);
        let mut found: Vec<i64> = near.filter(|id| recent.contains(UpdateId(*id))).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, ids);
    }
}
