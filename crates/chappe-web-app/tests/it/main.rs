//! The checks of signed data, against vectors that another implementation made, and against
//! hostile data.

mod hostile;
mod login;
mod support;
mod vectors;
