//! The updates that were handled lately.

use std::{collections::HashMap, mem, time::Duration};

use chappe_types::UpdateId;
use tokio::time::Instant;

use crate::hash::IdHash;

/// How long an update is known at least, unless memory ends before.
const LEAST: Duration = Duration::from_secs(120);

/// The most blocks of a generation. Telegram numbers updates one after another, so that
/// a block is 64 of them; ids at random take a block each.
const MOST_BLOCKS: usize = 256 * 1024;

/// The ids in a block, one bit each.
const BLOCK: i64 = 64;

/// The ids of updates that were handled lately, in two generations: when the younger one
/// is large and old enough, it takes the place of the older one, which is forgotten.
#[derive(Debug)]
pub(crate) struct Recent {
    young: Generation,
    old: Generation,
    /// How many updates a generation has at least.
    least: usize,
    most_blocks: usize,
}

#[derive(Debug)]
struct Generation {
    /// The ids of a block, by the block's number.
    blocks: HashMap<i64, u64, IdHash>,
    ids: usize,
    since: Instant,
}

impl Recent {
    /// Knows the last `least` updates, and those of the last two minutes; none at all if
    /// `least` is 0.
    pub(crate) fn new(least: usize) -> Self {
        Self { young: Generation::new(), old: Generation::new(), least, most_blocks: MOST_BLOCKS }
    }

    pub(crate) fn contains(&self, id: UpdateId) -> bool {
        self.young.contains(id) || self.old.contains(id)
    }

    pub(crate) fn insert(&mut self, id: UpdateId) {
        if self.least == 0 {
            return;
        }
        let is_large = self.young.ids >= self.least;
        let is_full = self.young.blocks.len() >= self.most_blocks;
        if is_full || (is_large && self.young.since.elapsed() >= LEAST) {
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
        let (block, bit) = place(id);
        self.blocks.get(&block).is_some_and(|bits| bits & bit != 0)
    }

    fn insert(&mut self, id: UpdateId) {
        let (block, bit) = place(id);
        let bits = self.blocks.entry(block).or_default();
        self.ids += usize::from(*bits & bit == 0);
        *bits |= bit;
    }
}

/// The number of an id's block, and the id's bit in it.
fn place(id: UpdateId) -> (i64, u64) {
    (id.0.div_euclid(BLOCK), 1 << id.0.rem_euclid(BLOCK))
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    /// How many of these ids are known.
    fn known(recent: &Recent, ids: impl Iterator<Item = i64>) -> usize {
        ids.filter(|id| recent.contains(UpdateId(*id))).count()
    }

    #[tokio::test(start_paused = true)]
    async fn at_43_000_updates_a_second_all_of_the_last_two_minutes_are_known() {
        let mut recent = Recent::new(16_384);
        let (mut next, mut forgotten) = (1_000_000_000_i64, 0);
        for second in 0..400_i64 {
            (next..next + 43_000).for_each(|id| recent.insert(UpdateId(id)));
            next += 43_000;
            advance(Duration::from_secs(1)).await;
            let seconds = second.min(119);
            let window = next - 43_000 * seconds..next;
            forgotten += window.step_by(101).filter(|id| !recent.contains(UpdateId(*id))).count();
        }
        assert_eq!(forgotten, 0);
        // 10 million ids at most, in 64 bits a block.
        let blocks = recent.young.blocks.len() + recent.old.blocks.len();
        assert!(blocks < 2 * 43_000 * 125 / 64, "{blocks}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_ones_are_known_however_long_ago_they_were() {
        let mut recent = Recent::new(2);
        for id in 1..=3 {
            recent.insert(UpdateId(id));
            advance(Duration::from_secs(3600)).await;
        }
        recent.insert(UpdateId(4));
        assert_eq!([2, 3, 4].map(|id| recent.contains(UpdateId(id))), [true; 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_whatever_the_ids_are() {
        let mut recent = Recent::new(16);
        recent.most_blocks = 1000;
        let ids: Vec<i64> = (0..100_000_i64)
            .map(|id| id.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()))
            .collect();
        ids.iter().for_each(|id| recent.insert(UpdateId(*id)));
        assert!(recent.young.blocks.len() <= 1000 && recent.old.blocks.len() <= 1000);
        assert_eq!(known(&recent, ids[99_000..].iter().copied()), 1000, "the last ones stay");
    }

    #[tokio::test]
    async fn each_id_is_told_from_its_neighbours() {
        let mut recent = Recent::new(100);
        let ids = [i64::MIN, -65, -64, -1, 0, 63, 64, i64::MAX];
        ids.iter().for_each(|id| recent.insert(UpdateId(*id)));
        let near = ids.iter().flat_map(|id| [id.wrapping_sub(1), *id, id.wrapping_add(1)]);
        let mut found: Vec<i64> = near.filter(|id| recent.contains(UpdateId(*id))).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, ids);
    }
}
