//! One sign-in without a person, for `cargo xtask demo --once`.

use std::io;

use crate::browser::Browser;

/// Signs in at the page with the provider of this title, and returns what the account screen shows
/// of the backend's answer.
///
/// # Errors
/// What is missing on this machine, or what the page showed instead.
pub fn sign_in_once(page: &str, title: &str, name: &str, password: &str) -> io::Result<String> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let browser = Browser::start().await?;
        let signed_in = sign_in(&browser, page, title, name, password);
        let answer = futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(signed_in)).await;
        browser.quit().await;
        // The verbs of a journey panic with the reason, which has been printed.
        answer.map_err(|_| io::Error::other("the sign-in did not come to its end"))
    })
}

async fn sign_in(browser: &Browser, page: &str, title: &str, name: &str, password: &str) -> String {
    browser.open(page).await;
    browser.press(title).await;
    browser.sign_in_at_op(name, password).await;
    browser.consent().await;
    browser.see_state("signed_in").await;
    browser.read_backend_answer().await
}
