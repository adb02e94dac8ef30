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

    /// The records of a collection, as the superuser sees them.
    pub async fn records(&self, collection: &str) -> io::Result<Vec<Value>> {
        let found =
            self.ask(&Method::GET, &format!("/api/collections/{collection}/records"), &Value::Null).await?;
        Ok(found["items"].as_array().cloned().unwrap_or_default())
    }

    /// The providers whose identities are linked to this record, in alphabetical order.
    pub async fn linked(&self, record: &str) -> io::Result<Vec<String>> {
        let all = self.records("_externalAuths").await?;
        let mine = all.iter().filter(|it| it["recordRef"] == record);
        let mut names: Vec<_> = mine.filter_map(|it| it["provider"].as_str()).map(str::to_owned).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Links an identity to a record: what its provider calls the person.
    pub async fn link(&self, record: &Value, provider: &str, subject: &str) -> io::Result<()> {
        let identity = json!({
            "recordRef": record["id"],
            "collectionRef": record["collectionId"],
            "provider": provider,
            "providerId": subject,
        });
        self.ask(&Method::POST, "/api/collections/_externalAuths/records", &identity).await.map(drop)
    }

    /// Takes the identity of this provider from a record.
    pub async fn unlink(&self, record: &str, provider: &str) -> io::Result<()> {
        let all = self.records("_externalAuths").await?;
        let it = all.iter().find(|it| it["recordRef"] == record && it["provider"] == provider);
        let id = it.and_then(|it| it["id"].as_str()).ok_or_else(|| io::Error::other("it is not linked"))?;
        let path = format!("/api/collections/_externalAuths/records/{id}");
        self.ask(&Method::DELETE, &path, &Value::Null).await.map(drop)
    }

    /// Adds text fields to the collection `users`.
    pub async fn add_fields(&self, names: &[&str]) -> io::Result<()> {
        let users = self.ask(&Method::GET, "/api/collections/users", &Value::Null).await?;
        let mut fields = users["fields"].as_array().cloned().unwrap_or_default();
        fields.extend(names.iter().map(|name| json!({ "name": name, "type": "text" })));
        self.change_users(&json!({ "fields": fields })).await
    }

    /// Changes a record of the collection `users`.
    pub async fn change_user(&self, id: &str, change: &Value) -> io::Result<()> {
        let path = format!("/api/collections/users/records/{id}");
        self.ask(&Method::PATCH, &path, change).await.map(drop)
    }

    /// Answers no more than so many requests of this label in so many seconds, or as many as there are.
    pub async fn limit(&self, rule: Option<(&str, u32, u32)>) -> io::Result<()> {
        let rules = rule.map(|(label, requests, seconds)| {
            json!({ "label": label, "maxRequests": requests, "duration": seconds })
        });
        let limits = json!({ "enabled": rule.is_some(), "rules": rules.as_slice() });
        self.ask(&Method::PATCH, "/api/settings", &json!({ "rateLimits": limits })).await.map(drop)
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
