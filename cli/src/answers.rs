//! What somebody says of their provider and API, made a configuration and held against the page's own checks.

use portico::config::{self, Config, Error};
use portico::json::{Value, pretty};
use portico::url::Url;

use crate::config_file;

/// A thing that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Issuer identifier.
    Issuer,
    /// Identifier of the page at the provider.
    ClientId,
    /// What the button says.
    Title,
    /// Scopes, separated by spaces.
    Scope,
    /// Base URL of an API.
    Api,
    /// Path of the request whose answer is shown.
    ApiPath,
}

/// What was said; `None`: nothing yet, or that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    values: [Option<String>; 6],
}

/// What stands in the configuration for what nobody has said yet.
const UNSAID: &str = "https://unsaid.invalid";

impl Field {
    /// Each of them, in the order in which they are asked for.
    pub const ALL: [Self; 6] =
        [Self::Issuer, Self::ClientId, Self::Title, Self::Scope, Self::Api, Self::ApiPath];

    /// The option that says it.
    pub fn option(self) -> &'static str {
        match self {
            Self::Issuer => "--issuer",
            Self::ClientId => "--client-id",
            Self::Title => "--title",
            Self::Scope => "--scope",
            Self::Api => "--api",
            Self::ApiPath => "--api-path",
        }
    }

    /// The member of the configuration.
    fn path(self) -> &'static str {
        match self {
            Self::Issuer => "providers[0].issuer",
            Self::ClientId => "providers[0].client_id",
            Self::Title => "providers[0].title",
            Self::Scope => "providers[0].scope",
            Self::Api => "backend.base_url",
            Self::ApiPath => "backend.request.path",
        }
    }
}

impl Answers {
    /// What was said to this.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.get(field as usize)?.as_deref()
    }

    /// Takes an answer; spaces around it and an empty one are none.
    pub fn set(&mut self, field: Field, answer: Option<&str>) {
        let answer = answer.map(str::trim).filter(|answer| !answer.is_empty());
        if let Some(value) = self.values.get_mut(field as usize) {
            *value = answer.map(str::to_owned);
        }
    }

    /// Why the page refuses what was said to this, in words after its name.
    pub fn problem(&self, field: Field) -> Option<String> {
        self.get(field)?;
        if field == Field::ApiPath && self.get(Field::Api).is_none() {
            return Some("is of use with --api only".to_owned());
        }
        if field == Field::Issuer && self.get(field).is_some_and(|issuer| issuer.contains("/.well-known/")) {
            return Some("is the address of metadata: leave out /.well-known/ and what follows".to_owned());
        }
        let found = self.errors().into_iter().find(|error| error.field == field.path())?;
        Some(found.problem().to_owned())
    }

    /// The text of `config.json`, and the same as the page reads it.
    ///
    /// # Errors
    /// What the page refuses.
    pub fn finish(&self) -> Result<(String, Config), Vec<Error>> {
        let text = self.text();
        let errors = self.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        config::parse(&text).map(|parsed| (text, parsed.config))
    }

    /// What the button says, if nobody says it: the host of the provider.
    pub fn default_title(&self) -> String {
        let issuer = self.get(Field::Issuer).and_then(|issuer| Url::parse(issuer).ok());
        issuer.map_or_else(|| "Sign in".to_owned(), |issuer| issuer.origin().host_and_port().to_owned())
    }

    fn errors(&self) -> Vec<Error> {
        match config::parse(&self.text()) {
            Err(errors) => errors,
            Ok(parsed) => config_file::unusable(&parsed.config).cloned().collect(),
        }
    }

    fn text(&self) -> String {
        let text = |text: &str| Value::String(text.to_owned());
        let title = self.get(Field::Title).map_or_else(|| self.default_title(), str::to_owned);
        let mut provider = vec![
            ("id".to_owned(), text(&id(&title))),
            ("title".to_owned(), text(&title)),
            ("issuer".to_owned(), text(self.get(Field::Issuer).unwrap_or(UNSAID))),
            ("client_id".to_owned(), text(self.get(Field::ClientId).unwrap_or("unsaid"))),
        ];
        if let Some(scope) = self.get(Field::Scope) {
            provider.push(("scope".to_owned(), text(scope)));
        }
        let mut members = vec![
            ("$schema".to_owned(), text("./config.schema.json")),
            ("providers".to_owned(), Value::Array(vec![Value::Object(provider)])),
        ];
        if let Some(api) = self.get(Field::Api) {
            let mut backend = vec![("base_url".to_owned(), text(api))];
            if let Some(path) = self.get(Field::ApiPath) {
                backend.push(("request".to_owned(), Value::Object(vec![("path".to_owned(), text(path))])));
            }
            members.push(("backend".to_owned(), Value::Object(backend)));
        }
        pretty(&Value::Object(members)) + "\n"
    }
}

/// A short name for what the button says.
fn id(title: &str) -> String {
    let plain =
        |it: char| if it.is_ascii_alphanumeric() || it == '.' { it.to_ascii_lowercase() } else { '-' };
    let id: String = title.chars().map(plain).take(40).collect();
    let id = id.trim_matches('-');
    if id.is_empty() { "provider".to_owned() } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(Field, &str)]) -> Answers {
        let mut answers = Answers::default();
        for (field, answer) in pairs {
            answers.set(*field, Some(answer));
        }
        answers
    }

    #[test]
    fn each_answer_is_checked_as_the_page_does() {
        let api = (Field::Api, "https://api.test");
        for (field, answer, problem) in [
            (Field::Issuer, "http://id.test", Some("is not https")),
            (Field::Issuer, "https://id.test/?a", Some("must not have a query or a fragment")),
            (Field::Issuer, "http://localhost:9000", None),
            (Field::ClientId, "a b", Some("is empty, too long, or holds characters that are not allowed")),
            (Field::Scope, "profile", Some("must contain `openid`")),
            (Field::Api, "api.test", Some("is no absolute https URL (http is for this machine only)")),
            (Field::ApiPath, "a b", Some("is no path of this site")),
            (Field::ApiPath, "me", None),
            (Field::Title, "Acme", None),
            (Field::Title, " ", None),
        ] {
            let answers = answers(&[api, (field, answer)]);
            assert_eq!(answers.problem(field).as_deref(), problem, "{field:?} {answer}");
        }
        let alone = answers(&[(Field::ApiPath, "me")]);
        let mut copied = Answers::default();
        copied.set(Field::Issuer, Some("https://id.test/.well-known/openid-configuration"));
        assert!(copied.problem(Field::Issuer).is_some_and(|problem| problem.contains("leave out")));
        assert_eq!(alone.problem(Field::ApiPath).as_deref(), Some("is of use with --api only"));
    }

    #[test]
    fn the_file_has_what_was_said() {
        let (text, config) = answers(&[
            (Field::Issuer, "https://id.acme.test"),
            (Field::ClientId, "portico"),
            (Field::Title, "Acme & Söhne"),
            (Field::Api, "https://api.acme.test/v1/"),
            (Field::ApiPath, "me"),
        ])
        .finish()
        .unwrap();
        assert!(text.starts_with("{\n  \"$schema\": \"./config.schema.json\",\n  \"providers\""), "{text}");
        let provider = config.provider("acme---s-hne").unwrap();
        assert_eq!((provider.title.as_str(), provider.client_id.as_str()), ("Acme & Söhne", "portico"));
        let request = config.backend.unwrap().request.unwrap();
        assert_eq!(request.url.as_str(), "https://api.acme.test/v1/me");
    }

    #[test]
    fn a_title_that_nobody_says_is_the_host() {
        let (_, config) = answers(&[(Field::Issuer, "https://id.acme.test:8443/"), (Field::ClientId, "c")])
            .finish()
            .unwrap();
        let provider = config.providers().next().unwrap();
        assert_eq!(
            (provider.id.as_str(), provider.title.as_str()),
            ("id.acme.test-8443", "id.acme.test:8443")
        );
    }
}
