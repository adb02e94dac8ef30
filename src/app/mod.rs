//! Portico in a Leptos application (feature `app`): a session, and components that show it.
//!
//! The program of such an application is one file: Portico is compiled into it, and loads nothing but its configuration.
//! [`provide_session`] starts the one session of the page, [`use_session`] answers it everywhere.

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
