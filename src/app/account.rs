//! Who is signed in, for the application.

use crate::session::screen::SignedIn;

/// The profile of the person who is signed in, as the provider and the backend tell it. It holds no token, and nothing that a backend should
/// believe: whoever sits at a browser can change what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// `sub`: unique at the provider, often unreadable.
    pub subject: String,
    /// `name`, else a joined given and family name.
    pub name: Option<String>,
    /// `preferred_username`
    pub username: Option<String>,
    /// `email`
    pub email: Option<String>,
    /// `email_verified`, if the provider says so at all.
    pub email_verified: Option<bool>,
    /// `picture`: an https URL (http to this machine).
    pub picture: Option<String>,
    /// `groups` and `roles`, each once.
    pub groups: Vec<String>,
    /// What the person may do at the backend, if something is known of that. For display only.
    pub role: Option<String>,
    /// `id` of the provider in the configuration; `None` after a password, or where a cookie does not tell.
    pub provider: Option<String>,
}

impl Account {
    /// The best name for a greeting; never empty.
    pub fn display_name(&self) -> &str {
        [&self.name, &self.username, &self.email].into_iter().flatten().next().unwrap_or(&self.subject)
    }

    pub(super) fn of(signed_in: &SignedIn) -> Self {
        let account = signed_in.account.clone();
        Self {
            subject: account.subject,
            name: account.name,
            username: account.username,
            email: account.email,
            email_verified: account.email_verified,
            picture: account.picture,
            groups: account.groups,
            role: signed_in.role_name().map(str::to_owned),
            provider: signed_in.provider().map(str::to_owned),
        }
    }
}
