//! The questions.

/// A question with its choices.
#[derive(Debug)]
pub struct Question {
    /// The text of the question.
    pub text: &'static str,
    /// The possible answers.
    pub choices: [&'static str; 3],
    /// The index of the right answer.
    pub right: usize,
}

/// All questions, in their order.
pub const QUESTIONS: [Question; 3] = [
    Question {
        text: "In which year did Claude Chappe show his telegraph to the world?",
        choices: ["1791", "1815", "1837"],
        right: 0,
    },
    Question {
        text: "What did its towers move to tell letters apart?",
        choices: ["Flags", "Wooden arms", "Mirrors"],
        right: 1,
    },
    Question {
        text: "What kept the telegraph from working?",
        choices: ["Thunder", "Cold", "Fog"],
        right: 2,
    },
];
