//! A certified provider behind a fault proxy of its own.

use std::io;

use serde_json::Value;

use crate::config;
use crate::proxy::{Proxy, Rule};
use crate::servers::{ConfidentialClient, Op, OpOptions};

/// What kind of provider a journey wants.
#[derive(Debug, Clone)]
pub struct Kind {
    /// `id` in the configuration.
    pub id: &'static str,
    /// `title` in the configuration.
    pub title: &'static str,
    /// The path of its issuer, if it has one.
    pub issuer_path: &'static str,
    /// Without a resource the access token is for userinfo.
    pub resource: bool,
}

impl Default for Kind {
    fn default() -> Self {
        Self { id: "demo", title: "Demo", issuer_path: "", resource: true }
    }
}

impl Kind {
    /// A provider whose access token is for userinfo.
    #[must_use]
    pub fn with_userinfo() -> Self {
        Self { resource: false, ..Self::default() }
    }

    /// A second provider.
    #[must_use]
    pub fn other() -> Self {
        Self { id: "other", title: "Other", ..Self::default() }
    }
}

/// A provider of the picker.
#[derive(Debug)]
pub struct Provider {
    /// The provider itself.
    pub op: Op,
    /// What stands before it.
    pub proxy: Proxy,
    /// Its title in the picker.
    pub title: String,
    kind: Kind,
}

impl Provider {
    pub(super) async fn start(
        kind: &Kind,
        page: &str,
        ways_back: &[String],
        more: &Value,
    ) -> io::Result<Self> {
        let proxy = Proxy::start().await?;
        let op = Op::start(&OpOptions {
            port: 0,
            issuer: Some(format!("{}{}", proxy.origin(), kind.issuer_path)),
            redirect_uris: [&[page.to_owned(), format!("{page}elsewhere")], ways_back].concat(),
            // For a backend that takes the code of the page, PocketBase say.
            confidential: vec![ConfidentialClient::backend(
                std::iter::once(page.to_owned()).chain(ways_back.to_owned()),
            )],
            more: more.clone(),
        })?;
        proxy.forward_to(op.port(), kind.issuer_path);
        Ok(Self { op, proxy, title: kind.title.to_owned(), kind: kind.clone() })
    }

    /// The issuer as the page is told.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.op.issuer()
    }

    /// Its entry in the configuration.
    #[must_use]
    pub fn entry(&self) -> Value {
        let make = if self.kind.resource { config::provider } else { config::provider_with_userinfo };
        make(self.kind.id, self.kind.title, self.issuer())
    }

    /// Misbehaves from now on.
    pub fn play(&self, rules: impl IntoIterator<Item = Rule>) {
        self.proxy.play(rules);
    }

    /// How many codes were posted, as the provider itself counts.
    #[must_use]
    pub fn codes_posted(&self) -> usize {
        self.op.token_requests("authorization_code")
    }
}
