//! How a PocketBase is set up, in the words of its API.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::servers::ConfidentialClient;

/// How PocketBase is opened.
#[derive(Debug, Clone)]
pub struct PocketBaseOptions {
    /// The port it listens on; 0 takes a free one.
    pub port: u16,
    /// The folder of static files at `/` (`pb_public`), a page of the same origin.
    pub public: Option<PathBuf>,
    /// Whom it signs people in with, in order; none switches OAuth2 off.
    pub providers: Vec<OAuth2Provider>,
    /// Whether a password signs in.
    pub password: bool,
    /// Whether a one-time password by mail signs in.
    pub otp: bool,
    /// Whether one of these is not enough.
    pub mfa: bool,
    /// Further members of the collection `users`: `authRule`, `createRule`, durations, …
    pub users: Value,
}

impl Default for PocketBaseOptions {
    /// With passwords only; everybody may make an account.
    fn default() -> Self {
        Self {
            port: 0,
            public: None,
            providers: Vec::new(),
            password: true,
            otp: false,
            mfa: false,
            users: Value::Null,
        }
    }
}

impl PocketBaseOptions {
    /// What the collection `users` is changed by.
    pub(super) fn collection(&self) -> Value {
        let mut change = json!({
            "authRule": "",
            "createRule": "",
            "passwordAuth": { "enabled": self.password },
            "otp": { "enabled": self.otp },
            "mfa": { "enabled": self.mfa },
            // A mail to everybody who signs in a second time is not what a test waits for.
            "authAlert": { "enabled": false },
            "oauth2": oauth2(&self.providers),
        });
        for (name, value) in self.users.as_object().into_iter().flatten() {
            change[name] = value.clone();
        }
        change
    }
}

/// The member `oauth2` of a collection.
pub(super) fn oauth2(providers: &[OAuth2Provider]) -> Value {
    json!({
        "enabled": !providers.is_empty(),
        "mappedFields": { "id": "", "name": "name", "username": "", "avatarURL": "avatar" },
        "providers": providers.iter().map(OAuth2Provider::entry).collect::<Vec<_>>(),
    })
}

/// An OpenID Provider as PocketBase is told about it.
#[derive(Debug, Clone)]
pub struct OAuth2Provider {
    /// `oidc`, `oidc2` or `oidc3`: there are no other names for OpenID Providers.
    pub name: &'static str,
    /// What people read.
    pub title: String,
    /// Its endpoints are below, where npm `oidc-provider` has them.
    pub issuer: String,
    /// PocketBase's client there.
    pub client: ConfidentialClient,
    /// PKCE; `None` is PocketBase's default, which is on.
    pub pkce: Option<bool>,
    /// Whether the profile comes from userinfo or else from the ID token, which is verified then.
    pub userinfo: bool,
    /// Whether the addresses of its endpoints end in a slash, as authentik's do.
    pub slashes: bool,
}

impl OAuth2Provider {
    /// `oidc`, with PKCE and userinfo.
    pub fn at(issuer: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            name: "oidc",
            title: title.into(),
            issuer: issuer.into(),
            client: ConfidentialClient::backend([]),
            pkce: Some(true),
            userinfo: true,
            slashes: false,
        }
    }

    /// The same provider a second time, as the second generic one.
    #[must_use]
    pub fn second(self, title: impl Into<String>) -> Self {
        Self { name: "oidc2", title: title.into(), ..self }
    }

    fn entry(&self) -> Value {
        let slash = if self.slashes { "/" } else { "" };
        let at = |path: &str| format!("{}{path}{slash}", self.issuer);
        let mut entry = json!({
            "name": self.name,
            "displayName": self.title,
            "clientId": self.client.id,
            "clientSecret": self.client.secret,
            "authURL": at("/auth"),
            "tokenURL": at("/token"),
            "userInfoURL": at("/userinfo"),
            "pkce": self.pkce,
        });
        if !self.userinfo {
            entry["userInfoURL"] = json!("");
            entry["extra"] = json!({ "jwksURL": at("/jwks"), "issuers": [self.issuer] });
        }
        entry
    }
}
