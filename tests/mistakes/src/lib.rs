//! What the compiler says to common mistakes. All of it stands in the tests.
