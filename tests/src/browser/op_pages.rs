//! What a person does on the provider's own pages.

use fantoccini::Locator;

use super::Browser;
use crate::wait;

impl Browser {
    /// Waits for the provider's form.
    pub async fn see_op(&self) {
        let form = async || self.client.find(Locator::Css("input[name=login]")).await.ok();
        wait::must("the form of the provider", form).await;
    }

    /// Fills the provider's form and sends it.
    pub async fn sign_in_at_op(&self, name: &str, password: &str) {
        self.fill("input[name=login]", name).await;
        self.fill("input[name=password]", password).await;
        self.press("Sign in").await;
    }

    /// Lets the page have what it asks the provider for.
    pub async fn consent(&self) {
        self.press("Allow").await;
    }

    /// Refuses it.
    pub async fn deny(&self) {
        self.press("Deny").await;
    }

    /// Confirms that the provider shall forget the person too.
    pub async fn sign_out_at_op(&self) {
        self.press("Sign me out").await;
    }

    /// Presses the provider's button and goes through its pages for the first time.
    pub async fn sign_in_with(&self, title: &str, name: &str) {
        self.press(title).await;
        self.sign_in_at_op(name, name).await;
        self.consent().await;
    }

    async fn fill(&self, selector: &str, text: &str) {
        let field = wait::until(async || self.client.find(Locator::Css(selector)).await.ok()).await;
        let Some(field) = field else {
            panic!("there is no field {selector}; the page shows: {}", self.look().await);
        };
        field.send_keys(text).await.expect("a field takes keys");
    }
}
