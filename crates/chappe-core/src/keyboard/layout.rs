//! The arrangement of buttons in rows.

/// Divides the buttons into rows of these sizes. After the last size, the sizes are used from
/// `repeat_from` again.
///
/// Panics if a size is 0, or if there are none.
#[track_caller]
pub(super) fn in_rows<B>(buttons: Vec<B>, sizes: &[usize], repeat_from: usize) -> Vec<Vec<B>> {
    assert!(!sizes.is_empty(), "the sizes of rows are missing");
    assert!(!sizes.contains(&0), "a row of 0 buttons can hold none: all sizes must be at least 1");
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut index = 0;
    for button in buttons {
        row.push(button);
        if row.len() == sizes[index] {
            rows.push(std::mem::take(&mut row));
            index = if index + 1 == sizes.len() { repeat_from } else { index + 1 };
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// Divides the buttons into columns, of which each is filled from top to bottom before the next.
/// The lengths of the columns differ by at most one; longer ones come first.
///
/// Panics if `count` is 0.
#[track_caller]
pub(super) fn in_columns<B>(buttons: Vec<B>, count: usize) -> Vec<Vec<B>> {
    assert!(count > 0, "0 columns can hold no button: there must be at least 1");
    let height = buttons.len().div_ceil(count);
    // The number of columns with the full height.
    let full = buttons.len() - (height.saturating_sub(1)) * count;
    let mut rows: Vec<Vec<B>> = (0..height).map(|_| Vec::new()).collect();
    for (index, button) in buttons.into_iter().enumerate() {
        let row = match index.checked_sub(full * height) {
            None => index % height,
            Some(rest) => rest % (height - 1),
        };
        rows[row].push(button);
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(count: usize) -> Vec<usize> {
        (0..count).collect()
    }

    #[test]
    fn the_last_size_is_repeated_or_all_sizes_are() {
        assert_eq!(in_rows(numbers(6), &[1, 2], 1), [vec![0], vec![1, 2], vec![3, 4], vec![5]]);
        let repeated = in_rows(numbers(6), &[1, 2], 0);
        assert_eq!(repeated, [vec![0], vec![1, 2], vec![3], vec![4, 5]]);
    }

    #[test]
    fn columns_are_filled_from_top_to_bottom() {
        assert_eq!(in_columns(numbers(7), 3), [vec![0, 3, 5], vec![1, 4, 6], vec![2]]);
        assert_eq!(in_columns(numbers(2), 3), [vec![0, 1]]);
        assert_eq!(in_columns(numbers(0), 3), Vec::<Vec<usize>>::new());
    }

    proptest! {
        #[test]
        fn rows_keep_the_order_and_have_the_sizes(
            count in 0_usize..120,
            sizes in prop::collection::vec(1_usize..10, 1..6),
            repeat_all: bool,
        ) {
            let repeat_from = if repeat_all { 0 } else { sizes.len() - 1 };
            let rows = in_rows(numbers(count), &sizes, repeat_from);
            prop_assert_eq!(rows.concat(), numbers(count));
            let again = sizes[repeat_from..].iter().cycle();
            let wanted: Vec<usize> = sizes.iter().chain(again).copied().take(rows.len()).collect();
            for (index, row) in rows.iter().enumerate() {
                let is_last = index + 1 == rows.len();
                prop_assert!(row.len() == wanted[index] || is_last && row.len() < wanted[index]);
            }
        }

        #[test]
        fn columns_read_from_top_to_bottom_are_the_buttons(
            count in 0_usize..120,
            columns in 1_usize..10,
        ) {
            let rows = in_columns(numbers(count), columns);
            let mut read: Vec<usize> = Vec::new();
            for column in 0..columns {
                read.extend(rows.iter().filter_map(|row| row.get(column)));
            }
            prop_assert_eq!(read, numbers(count));
            prop_assert!(rows.iter().all(|row| (1..=columns).contains(&row.len())));
            prop_assert_eq!(rows.len(), count.div_ceil(columns));
        }
    }
}
