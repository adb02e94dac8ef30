//! Who is signed in, as people know themselves: from the claims of the ID token and userinfo.

use crate::config::groups_of;
use crate::json::Value;
use crate::text::clean;
use crate::url::Url;

/// Most groups or roles that are kept; some directories send hundreds.
const MAX_GROUPS: usize = 50;

/// The profile of the person ([OIDC Core §5.1]). Identity is issuer + `sub`; nothing here is proof of it.
///
/// [OIDC Core §5.1]: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// `sub`: unique at the issuer, often unreadable.
    pub subject: String,
    /// `name`, else a joined given and family name, else the user name.
    pub name: Option<String>,
    /// `preferred_username`.
    pub username: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// `email_verified`, if the provider says so at all.
    pub email_verified: Option<bool>,
    /// `picture`: an https URL (http to this machine).
    pub picture: Option<String>,
    /// `groups` and `roles`, each once.
    pub groups: Vec<String>,
    /// The groups that a rule about roles goes by, as they were told: `groups`, else `roles`.
    pub told_groups: Vec<String>,
    /// The role at a backend that tells one.
    pub role: Option<String>,
}

impl Account {
    /// Reads the claims. Whatever does not fit is left out: no claim but `sub` is required.
    pub fn from_claims(subject: &str, claims: &Value) -> Self {
        let mut account = Self { subject: clean(subject, 255), ..Self::default() };
        account.add(claims);
        account
    }

    /// Adds what a userinfo answer with the same `sub` says; it is the newer one, so it wins.
    pub fn add(&mut self, claims: &Value) {
        let text = |name: &str| claims.str(name).map(|text| clean(text, 100)).filter(|text| !text.is_empty());
        self.username = text("preferred_username").or_else(|| text("nickname")).or(self.username.take());
        let parts: Vec<String> = [text("given_name"), text("family_name")].into_iter().flatten().collect();
        let joined = (!parts.is_empty()).then(|| parts.join(" "));
        self.name = text("name").or_else(|| text("display_name")).or(joined).or(self.name.take());
        if let Some(email) = text("email") {
            self.email = Some(email);
            // Booleans as text are an old habit of several servers.
            self.email_verified = match claims.get("email_verified") {
                Some(Value::Bool(verified)) => Some(*verified),
                Some(Value::String(text)) => Some(text == "true"),
                _ => None,
            };
        }
        let picture =
            claims.str("picture").filter(|text| Url::parse(text).is_ok_and(|url| url.origin().is_secure()));
        self.picture = picture.map(str::to_owned).or(self.picture.take());
        let told = groups_of(claims);
        if !told.is_empty() {
            self.told_groups = told;
        }
        for name in ["groups", "roles"] {
            self.add_groups(claims.get(name));
        }
    }

    fn add_groups(&mut self, value: Option<&Value>) {
        let names = match value {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for name in names {
            let name = clean(name, 60);
            if !name.is_empty() && !self.groups.contains(&name) && self.groups.len() < MAX_GROUPS {
                self.groups.push(name);
            }
        }
    }

    /// The best name for a greeting; never empty.
    pub fn display_name(&self) -> &str {
        [&self.name, &self.username, &self.email].into_iter().flatten().next().unwrap_or(&self.subject)
    }

    /// One or two letters for the place of a missing picture; the stylesheet makes them capitals.
    pub fn initials(&self) -> String {
        let mut words = self.display_name().split_whitespace();
        let first = words.next().and_then(|word| word.chars().next());
        let last = words.next_back().and_then(|word| word.chars().next());
        first.into_iter().chain(last).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn account(claims: &str) -> Account {
        Account::from_claims("f7c5-1", &parse(claims).unwrap())
    }

    #[test]
    fn the_friendliest_name_wins_and_is_never_empty() {
        assert_eq!(account(r#"{"name":"Alice Ångström","email":"a@x"}"#).display_name(), "Alice Ångström");
        assert_eq!(account(r#"{"given_name":"Bo","family_name":"B"}"#).display_name(), "Bo B");
        assert_eq!(account(r#"{"preferred_username":"bob","email":"b@x"}"#).display_name(), "bob");
        assert_eq!(account(r#"{"name":7,"email":null}"#).display_name(), "f7c5-1");
        assert_eq!(account(r#"{"name":"Alice von Ångström"}"#).initials(), "AÅ");
    }

    #[test]
    fn groups_are_an_array_a_string_null_or_absent() {
        assert_eq!(
            account(r#"{"groups":["Admin","users",7,"Admin"],"roles":"editor"}"#).groups,
            ["Admin", "users", "editor"]
        );
        assert!(account(r#"{"groups":null}"#).groups.is_empty());
    }

    #[test]
    fn a_picture_is_never_a_script() {
        for picture in
            ["javascript:alert(1)", "data:text/html,x", "http://evil.example/a.png", "//evil.example"]
        {
            assert_eq!(account(&format!(r#"{{"picture":"{picture}"}}"#)).picture, None);
        }
        assert!(account(r#"{"picture":"https://id.example/a.png"}"#).picture.is_some());
    }
}
