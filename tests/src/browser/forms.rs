//! What a person types into the page.

use fantoccini::Locator;

use super::Browser;
use crate::wait;

impl Browser {
    /// Types into the field of this name, in place of what stands there.
    pub async fn type_into(&self, name: &str, text: &str) {
        let selector = format!("input[name={name}]");
        let typed = wait::until(async || {
            // The page may draw itself anew between finding and typing.
            let field = self.client.find(Locator::Css(&selector)).await.ok()?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
        assert!(
            typed.is_some(),
            "nothing can be typed into {selector}; the page shows: {}",
            self.look().await
        );
    }

    /// Presses the button that sends this form: `password`, `address` or `code`.
    pub async fn send(&self, form: &str) {
        self.press_on(&format!("button[data-sends={form}]")).await;
    }

    /// Types a name and a password, and sends them.
    pub async fn sign_in_by_password(&self, name: &str, password: &str) {
        self.type_into("username", name).await;
        self.type_into("password", password).await;
        self.send("password").await;
    }

    /// Presses what this selector finds.
    pub async fn press_on(&self, selector: &str) {
        let pressed =
            wait::until(async || self.client.find(Locator::Css(selector)).await.ok()?.click().await.ok())
                .await;
        assert!(pressed.is_some(), "there is no {selector} to press; the page shows: {}", self.look().await);
    }

    /// How many elements this selector finds at this moment.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.map_or(0, |found| found.len())
    }

    /// Waits until this selector finds nothing any more.
    pub async fn gone(&self, selector: &str) {
        let gone = wait::until(async || (self.count(selector).await == 0).then_some(())).await;
        assert!(gone.is_some(), "{selector} is still there; the page shows: {}", self.look().await);
    }

    /// Waits for the page to say something here, and answers it.
    pub async fn read(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({selector:?})?.innerText ?? ''");
        let text = wait::until(async || {
            let text = self.client.execute(&script, Vec::new()).await.ok()?;
            text.as_str().map(str::to_owned).filter(|text| !text.is_empty())
        })
        .await;
        match text {
            Some(text) => text,
            None => panic!("nothing is said at {selector}; the page shows: {}", self.look().await),
        }
    }
}
