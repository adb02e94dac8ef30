//! What is said of variables that no provider was made of.

use super::Target;
use super::entry::Entry;
use super::environment::Environment;
use super::name::{Family, Field};
use super::nearest::{APPLE, nearest, other_word};
use super::report::Fate;
use super::warning::{self, THEIRS};

/// What is said of a social provider where the page is the client.
const SOCIAL: &str = "left out: this provider wants a client secret, which a page can't keep. At the address of Portabase \
                      the page can use Portabase's (`--portabase`)";

/// What came of the providers, as far as other variables are concerned.
#[derive(Debug)]
pub(super) struct Outcome<'a> {
    pub(super) target: &'a Target<'a>,
    pub(super) env: &'a Environment<'a>,
    /// All that there are, in the configuration or not.
    pub(super) entries: &'a [Entry<'a>],
    pub(super) allow_linking: bool,
    pub(super) allow_unlinking: bool,
}

impl Outcome<'_> {
    fn is_page(&self) -> bool {
        matches!(self.target, Target::Page { .. })
    }

    /// A variable that says something of a provider.
    pub(super) fn of_provider(&self, family: Family, prefix: Option<&str>, field: Field) -> (Fate, String) {
        if let Some(global) = field.global().filter(|_| prefix.is_none()) {
            let why = format!("read by nobody: of this provider it is {global}");
            return (Fate::Unknown, why);
        }
        let name = family.name(prefix, field);
        if !family.has(prefix.is_some(), field) {
            return self.stranger(&name, true);
        }
        let client = family.name(prefix, Field::Client);
        if let Some(entry) = self.entries.iter().find(|entry| entry.client_variable == client) {
            return self.of_entry(entry, field);
        }
        if self.env.get(&client).is_none() {
            if let Some(other) = other_word(&name, Some(field)) {
                return (Fate::Unknown, format!("not known: is {other} meant?"));
            }
            let is_there = self.env.pairs().any(|(name, _)| name == client);
            let state = if is_there { "empty" } else { "missing" };
            return (Fate::LeftOut, format!("left out: it belongs to no provider, for {client} is {state}"));
        }
        let (issuer, discovery) =
            (family.name(prefix, Field::IssuerUrl), family.name(prefix, Field::DiscoveryEndpoint));
        (Fate::LeftOut, format!("left out: there is no such provider without {issuer} or {discovery}"))
    }

    /// A variable of a provider that there is, and of which the provider itself has said nothing.
    fn of_entry(&self, entry: &Entry<'_>, field: Field) -> (Fate, String) {
        let name = entry.family.name(entry.prefix, field);
        let value = self.env.get(&name).unwrap_or_default();
        match field {
            _ if self.is_page() && entry.family == Family::Social => (Fate::LeftOut, SOCIAL.to_owned()),
            Field::AllowLinking | Field::AllowUnlinking => self.linking(field),
            Field::Host => warning::of_host(value),
            Field::Pkce => warning::of_pkce(value),
            _ if field.is_of_roles() => warning::of_roles(&name, self.entries),
            _ => (Fate::Unneeded, THEIRS.to_owned()),
        }
    }

    fn linking(&self, field: Field) -> (Fate, String) {
        let (member, allowed) = match field {
            Field::AllowLinking => ("allow_linking", self.allow_linking),
            _ => ("allow_unlinking", self.allow_unlinking),
        };
        if self.is_page() {
            (Fate::LeftOut, "left out: only a backend with accounts of its own links identities".to_owned())
        } else if allowed {
            (Fate::Unneeded, format!("not needed: `backend.{member}` is true anyway"))
        } else {
            (Fate::Taken, format!("`backend.{member}`, for all providers together"))
        }
    }

    /// Any other variable; a nearest name is looked for if there is `time`.
    pub(super) fn of_others(&self, name: &str, time: bool) -> (Fate, String) {
        const ROLES: [&str; 4] =
            ["AUTH_ROLE_MAP", "AUTH_DEFAULT_ROLE", "ALLOWED_GROUP", "AUTH_SYNC_OIDC_ROLES_ON_LOGIN"];
        if !self.is_page() && ROLES.contains(&name) {
            return warning::of_roles(name, self.entries);
        }
        let both = |fate, sentence| ((fate, sentence), (fate, sentence));
        let (page, portabase) = match name {
            "AUTH_ROLE_MAP" | "AUTH_DEFAULT_ROLE" => {
                both(Fate::LeftOut, "left out: it is for the default provider, AUTH_OIDC_CLIENT")
            }
            "ALLOWED_GROUP" => both(Fate::LeftOut, "left out: each provider has a group of its own"),
            "AUTH_ALLOW_LINKING" => return self.linking(Field::AllowLinking),
            "AUTH_ALLOW_UNLINKING" => return self.linking(Field::AllowUnlinking),
            "AUTH_SYNC_OIDC_ROLES_ON_LOGIN" => {
                both(Fate::Unneeded, "not needed: the page looks at the groups at every sign-in")
            }
            "AUTH_GOOGLE_ID" | "AUTH_GOOGLE_SECRET" | "AUTH_GITHUB_ID" | "AUTH_GITHUB_SECRET" | APPLE => {
                ((Fate::LeftOut, SOCIAL), (Fate::Unneeded, THEIRS))
            }
            "AUTH_EMAIL_PASSWORD_ENABLED" | "AUTH_SIGNUP_ENABLED" | "AUTH_PASSKEY_ENABLED" => (
                (Fate::LeftOut, "left out: only Portabase's own accounts have that"),
                (Fate::LeftOut, "left out: that is on Portabase's own pages only"),
            ),
            "TRUSTED_DOMAINS" => (
                (Fate::Unneeded, "not needed: it is for Portabase"),
                (Fate::Unneeded, "for Portabase, which asks an issuer only if its origin is among them"),
            ),
            "PROJECT_URL" => (
                (
                    Fate::Unneeded,
                    "not needed: it is the address of Portabase; redirect URI is that of this page",
                ),
                (Fate::Unneeded, "not needed: `--portabase` says it"),
            ),
            "PROJECT_NAME" | "PROJECT_DESCRIPTION" | "PROJECT_SECRET" => {
                both(Fate::Unneeded, "not needed: it is not about sign-in")
            }
            _ => return self.stranger(name, time),
        };
        let (fate, sentence) = if self.is_page() { page } else { portabase };
        (fate, sentence.to_owned())
    }

    fn stranger(&self, name: &str, time: bool) -> (Fate, String) {
        let sentence = match nearest(name, self.env).filter(|other| time && other != name) {
            Some(other) => format!("not known: is {other} meant?"),
            None => "not known to Portabase".to_owned(),
        };
        (Fate::Unknown, sentence)
    }
}
