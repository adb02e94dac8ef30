//! A real better-auth, configured as Portabase does it, keeps the accounts, and the certified provider says who somebody is:
//! by a cookie of better-auth's own origin, where it has the page, and by a bearer token for a page of another one.
#![allow(clippy::unwrap_used, reason = "a test")]

mod bearer;
mod cookie;
mod linked;
mod refused;
mod roles;
mod set_up;
mod steps;
