//! The default prefix of callback data.

/// Returns the name of a type in `snake_case`: `HttpVote` and `HTTPVote` become `http_vote`.
pub(super) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let previous = at.checked_sub(1).map(|before| letters[before]);
        let next_is_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins_word = letter.is_uppercase()
            && previous.is_some_and(|previous| {
                previous != '_' && (!previous.is_uppercase() || next_is_lower)
            });
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_separated_where_a_capital_begins_one() {
        let names =
            ["Vote", "NextQuestion", "HTTPVote", "HttpVote", "V2Vote", "Vote2", "A", "Old_Vote"];
        let expected = [
            "vote",
            "next_question",
            "http_vote",
            "http_vote",
            "v2_vote",
            "vote2",
            "a",
            "old_vote",
        ];
        assert_eq!(names.map(snake_case), expected);
    }
}
