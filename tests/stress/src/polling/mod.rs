//! A polling bot in a process of its own, which is killed again and again.

mod child;
mod deeds;
mod life;
mod run;

pub(crate) use self::{
    child::child,
    run::{Options, run},
};
