//! Sign-ins without a person.

use std::fmt::Write as _;
use std::thread;

use anyhow::{Result, anyhow};
use portico_tests::demo;

use super::stage::PROVIDER;

/// Who signs in; the password of everybody is their name.
const PERSON: &str = "alice";

/// Signs in at the page, or at the example with the widget, and says what came of it.
pub(super) fn sign_in(url: &str, has_widget: bool) -> Result<String> {
    let url = url.to_owned();
    // The browser has a runtime of its own.
    let signed_in = thread::spawn(move || if has_widget { at_widget(&url) } else { at_page(&url) });
    signed_in.join().map_err(|_| anyhow!("the sign-in panicked"))?
}

fn at_page(url: &str) -> Result<String> {
    let answer = demo::sign_in_once(url, PROVIDER, PERSON, PERSON)?;
    Ok(format!("{PERSON} signed in; the backend answered:\n{answer}"))
}

fn at_widget(url: &str) -> Result<String> {
    let mut said = String::new();
    for flow in demo::Flow::ALL {
        let answer = demo::sign_in_by_widget_once(url, flow, PROVIDER, PERSON)?;
        writeln!(said, "{PERSON} signed in, {flow}; the API answered the page:\n{answer}")?;
    }
    Ok(said)
}
