//! Lanes: updates with the same key run one at a time, in the order of arrival.

mod lane_key;
mod lanes;

pub use self::{
    lane_key::{LaneBy, LaneFunction, LaneKey},
    lanes::{Lanes, Ticket},
};
