//! Makes packages as the README describes, outside the workspace, and runs their tests.
//!
//! The code is that of the README, of the tutorial and of the facade's front page, as it is
//! printed: a reader copies what is visible.
