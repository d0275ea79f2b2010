//! A payload that would be empty.

use chappe::prelude::*;

#[derive(Clone, DeepLink)]
struct Home;

#[derive(Clone, DeepLink)]
enum Nothing {}

fn main() {}
