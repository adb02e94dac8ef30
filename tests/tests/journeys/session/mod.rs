//! The life of a session, from its first renewal to its end. These run in every browser: what browsers differ in is
//! how they keep and share things.

mod alone;
mod bfcache;
mod crash;
mod end;
mod endurance;
mod fetch;
mod liveness;
mod offline;
mod shared;
mod sign_out_race;
mod silent_tab;
pub(crate) mod steps;
mod wrong_clock;
