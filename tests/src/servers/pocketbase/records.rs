//! What a test puts into a PocketBase, and what it finds in the mail.

use std::io;

use hyper::Method;
use serde_json::{Value, json};

use super::PocketBase;
use crate::wait;

impl PocketBase {
    /// Makes an account with a password of at least 8 characters and a verified address.
    pub async fn create_user(&self, email: &str, password: &str) -> io::Result<Value> {
        let record =
            json!({ "email": email, "password": password, "passwordConfirm": password, "verified": true });
        self.ask(&Method::POST, "/api/collections/users/records", &record).await
    }

    /// Makes the collection `things`, with one record of this title that only people who signed in can list.
    pub async fn create_things(&self, title: &str) -> io::Result<()> {
        let rule = "@request.auth.id != \"\"";
        let collection = json!({
            "name": "things",
            "type": "base",
            "listRule": rule,
            "viewRule": rule,
            "fields": [{ "name": "title", "type": "text" }],
        });
        self.ask(&Method::POST, "/api/collections", &collection).await?;
        self.ask(&Method::POST, "/api/collections/things/records", &json!({ "title": title })).await.map(drop)
    }

    /// How many mails were sent to this address.
    #[must_use]
    pub fn mails(&self, address: &str) -> usize {
        self.mailbox.to(address).len()
    }

    /// The one-time password in the newest mail to this address; waits for a mail after the first `seen`.
    pub async fn one_time_password(&self, address: &str, seen: usize) -> io::Result<String> {
        let mail = wait::until(async || self.mailbox.to(address).into_iter().skip(seen).next_back()).await;
        let mail = mail.ok_or_else(|| io::Error::other(format!("no mail to {address}")))?;
        let password = mail.split("<strong>").nth(1).and_then(|rest| rest.split('<').next());
        password.map(str::to_owned).ok_or_else(|| io::Error::other(format!("no password in {mail}")))
    }
}
