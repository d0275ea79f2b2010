//! Numbers by word, where the bot's own code chose the words: a handful of bytes
//! each, and nobody's attack.
//!
//! One plain table for all that the index looks up, which takes a fraction of the
//! time to compile that a `HashMap` does.

/// A number for each of some words.
#[derive(Default)]
pub(crate) struct Words {
    entries: Vec<(Box<[u8]>, u32)>,
    /// Which entry stands at a place, counted from one, or zero where none does.
    /// There are none, or a power of two that is more than the entries.
    places: Vec<usize>,
}

impl Words {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of a word.
    pub(crate) fn get(&self, word: &[u8]) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        match self.places[self.place(word)] {
            0 => None,
            entry => Some(self.entries[entry - 1].1),
        }
    }

    /// The number of a word, which is this one from now on if it has none.
    pub(crate) fn get_or_insert(&mut self, word: &[u8], number: u32) -> u32 {
        if let Some(known) = self.get(word) {
            return known;
        }
        self.entries.push((word.into(), number));
        if self.entries.len() * 2 > self.places.len() {
            self.spread();
        } else {
            let place = self.place(word);
            self.places[place] = self.entries.len();
        }
        number
    }

    /// Gives all entries places anew, four and more for each.
    fn spread(&mut self) {
        self.places = vec![0; (self.entries.len() * 4).next_power_of_two()];
        for at in 0..self.entries.len() {
            let place = self.place(&self.entries[at].0);
            self.places[place] = at + 1;
        }
    }

    /// Where a word stands, or would.
    fn place(&self, word: &[u8]) -> usize {
        let last = self.places.len() - 1;
        let mut place = hash(word) as usize & last;
        while let Some(entry) = self.places[place].checked_sub(1) {
            if *self.entries[entry].0 == *word {
                break;
            }
            place = (place + 1) & last;
        }
        place
    }
}

/// Source: Fowler, Noll and Vo, FNV-1a of 32 bits.
fn hash(word: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in word {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_keeps_its_first_number() {
        let mut words = Words::default();
        assert_eq!((words.is_empty(), words.get(b"a")), (true, None));
        let numbers = 0..1000_u32;
        for number in numbers.clone().chain(numbers.clone()) {
            let known = words.get_or_insert(number.to_string().as_bytes(), number);
            assert_eq!(known, number);
        }
        for number in numbers {
            assert_eq!(words.get(number.to_string().as_bytes()), Some(number));
        }
        assert_eq!((words.is_empty(), words.get(b""), words.get(b"1000")), (false, None, None));
    }

    #[test]
    fn a_second_number_is_not_taken() {
        let mut words = Words::default();
        assert_eq!([1, 2].map(|number| words.get_or_insert(b"", number)), [1, 1]);
    }
}
