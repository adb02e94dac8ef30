//! Sign-ins without a person, for `cargo xtask demo --once`.

use std::{fmt, io};

use serde_json::Value;

use crate::browser::Browser;
use crate::wait;

/// What the provider's page is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flow {
    /// A window of its own.
    Popup,
    /// The tab of the page, which is left.
    Redirect,
}

impl Flow {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Popup, Self::Redirect];
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Popup => "in a window",
            Self::Redirect => "by leaving the page",
        })
    }
}

/// Signs in at the page with the provider of this title, and returns what the account screen shows
/// of the backend's answer.
///
/// # Errors
/// What is missing on this machine, or what the page showed instead.
pub fn sign_in_once(page: &str, title: &str, name: &str, password: &str) -> io::Result<String> {
    once(async |browser| {
        browser.open(page).await;
        browser.press(title).await;
        browser.sign_in_at_op(name, password).await;
        browser.consent().await;
        browser.see_state("signed_in").await;
        browser.read_backend_answer().await
    })
}

/// Signs in at `examples/site` with the provider of this title, as somebody who was never there and whose password is their name;
/// has the page call the API, and returns what that answered.
///
/// # Errors
/// What is missing on this machine, or what the page showed instead.
pub fn sign_in_by_widget_once(page: &str, flow: Flow, title: &str, name: &str) -> io::Result<String> {
    once(async |browser| {
        browser.open(page).await;
        let (login, account) = (browser.element("portico-login"), browser.element("portico-account"));
        login.see_state("picker").await;
        match flow {
            Flow::Popup => {
                account.press("Sign in").await;
                account.press(title).await;
                let page = browser.go_to_window().await;
                browser.sign_in_at_op(name, name).await;
                browser.consent().await;
                browser.alone_at(&page).await;
            }
            Flow::Redirect => {
                login.press(title).await;
                browser.sign_in_at_op(name, name).await;
                browser.consent().await;
            }
        }
        // One session for both.
        login.see_state("signed_in").await;
        account.see_state("signed_in").await;
        browser.press_on("[data-test=call]:enabled").await;
        answer_for(browser, name).await
    })
}

/// What the page shows of the API's answer, when that greets this person.
async fn answer_for(browser: &Browser, name: &str) -> String {
    let mut shown = String::new();
    let greets = async || {
        shown = browser.read("[data-test=answer]").await;
        let answer: Value = serde_json::from_str(&shown).ok()?;
        (answer["hello"] == name).then_some(())
    };
    let is_greeted = wait::until(greets).await.is_some();
    assert!(is_greeted, "the API has not greeted {name}; the page shows {shown:?}");
    shown
}

/// Takes these steps in a new browser.
fn once(steps: impl AsyncFnOnce(&Browser) -> String) -> io::Result<String> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let browser = Browser::start().await?;
        let taken = std::panic::AssertUnwindSafe(steps(&browser));
        let answer = futures_util::FutureExt::catch_unwind(taken).await;
        browser.quit().await;
        // The verbs of a journey panic with the reason, which has been printed.
        answer.map_err(|_| io::Error::other("the sign-in did not come to its end"))
    })
}
