//! Portico in a Leptos application (feature `app`, for the browser only): a session, and components that show it.
//!
//! [`provide_session`] starts the one session of the page, from the text or the address of a `config.json`; [`use_session`] answers it everywhere.
//! [`Session`] has signals of who is signed in, signs people in and out, and sends requests with the bearer token, which the
//! application itself does not handle. [`Picker`] is the list of providers; [`SignedIn`] and [`SignedOut`] show what is for whom.
//!
//! Portico is compiled into the application: nothing is loaded but the configuration, and what the providers and the API answer.
//! `docs/LEPTOS.md` says what to register at the providers, and what a Content-Security-Policy must allow.
//!
//! This is `src/app.rs` of `examples/leptos`, an application with two routes, a name in its header and a button that calls an API:
//!
//! ```ignore
#![doc = include_str!("../../examples/leptos/src/app.rs")]
//! ```

mod account;
mod call;
mod config;
mod location;
mod page;
mod pending;
mod picker;
mod place;
mod session;
mod sheet;
mod shown;
mod sign_in;
mod state;

pub use account::Account;
pub use call::CallError;
pub use config::Config;
pub use picker::{Layout, Picker, Theme};
pub use session::{Session, provide_session, use_session};
pub use shown::{SignedIn, SignedOut};
pub use sign_in::{Flow, SignIn, SignInError, SigningIn};
pub use state::State;

pub use crate::failure::Retry;
