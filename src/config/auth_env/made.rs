//! The configuration that is made of the providers, held against the page's own checks.

use std::collections::HashMap;

use super::draft::{Draft, Sources};
use super::entry::Entry;
use super::environment::Environment;
use super::name::{Family, Field};
use super::report::{Fate, Report};
use super::{Target, page, portabase};
use crate::config::{Config, Entry as Shown, Error, Problem};
use crate::json::{Value, pretty};
use crate::text::clean;
use crate::url::Url;

/// A configuration that the page takes without a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The text of `config.json`.
    pub text: String,
    /// The same as the page reads it.
    pub config: Config,
}

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The page refuses what a variable says.
    #[error("{variable} {problem}")]
    Refused {
        /// Its name, or that of an option.
        variable: String,
        /// In words, to be read after the name.
        problem: String,
    },
    /// There is nothing to sign in with.
    #[error(
        "no provider can be made of these variables: it takes AUTH_OIDC_…_CLIENT with AUTH_OIDC_…_ISSUER_URL or \
         AUTH_OIDC_…_DISCOVERY_ENDPOINT{}",
        if *.has_social { "; social providers need a backend as their client (`--portabase`)" } else { "" }
    )]
    NoProvider {
        /// Were there social ones, which a page can't use by itself?
        has_social: bool,
    },
}

/// A configuration in the making.
#[derive(Debug)]
pub(super) struct Making<'a> {
    target: &'a Target<'a>,
    env: &'a Environment<'a>,
    pub(super) report: Report,
    /// Ids in Portabase, with the variables of their clients.
    ids: HashMap<String, String>,
    /// Ids in the configuration.
    own_ids: Vec<String>,
    providers: Vec<Value>,
    sources: Sources,
    pub(super) allow_linking: bool,
    pub(super) allow_unlinking: bool,
    has_social: bool,
    /// Origins of issuers that Portabase has to trust.
    origins: Vec<String>,
}

impl<'a> Making<'a> {
    pub(super) fn new(target: &'a Target<'a>, env: &'a Environment<'a>) -> Self {
        Self {
            target,
            env,
            report: Report::default(),
            ids: HashMap::new(),
            own_ids: Vec::new(),
            providers: Vec::new(),
            sources: Vec::new(),
            allow_linking: true,
            allow_unlinking: true,
            has_social: false,
            origins: Vec::new(),
        }
    }

    /// Adds a provider, or says why not.
    pub(super) fn add(&mut self, entry: &Entry<'_>) {
        let is_page = matches!(self.target, Target::Page { .. });
        if is_page && entry.family == Family::Social {
            self.has_social = true;
            return;
        }
        let shown = clean(&entry.id, 64);
        if !is_page && !portabase::is_known(entry) {
            let why = format!(
                "left out: better-auth knows no social provider `{shown}`, so Portabase can't use it"
            );
            return self.leave_out(entry, &why);
        }
        if let Some(first) = self.ids.get(&entry.id) {
            let why = format!(
                "left out: its id `{shown}` is that of the provider of {first}, which Portabase finds first"
            );
            return self.leave_out(entry, &why);
        }
        self.ids.insert(entry.id.clone(), entry.client_variable.clone());
        let index = self.providers.len();
        let provider = if is_page {
            let id = self.own_id(&entry.id);
            let made = page::provider(entry, &id, index, self.env, &mut self.report, &mut self.sources);
            self.own_ids.push(id);
            made
        } else {
            portabase::provider(entry, index, self.env, &mut self.report, &mut self.sources)
        };
        self.allow_linking &= entry.allow_linking;
        self.allow_unlinking &= entry.allow_unlinking;
        let issuer = entry.issuer.or(entry.discovery).and_then(|issuer| Url::parse(issuer).ok());
        self.origins.extend(issuer.map(|issuer| issuer.origin().as_str().to_owned()));
        self.providers.push(provider);
    }

    fn leave_out(&mut self, entry: &Entry<'_>, why: &str) {
        self.report.say(entry.client_variable.clone(), Fate::LeftOut, why);
        // Google's and GitHub's have no other variables; the prefix is not theirs.
        if entry.client_variable == entry.family.name(entry.prefix, Field::Client) {
            for field in
                Field::ALL.into_iter().filter(|field| entry.family.has(entry.prefix.is_some(), *field))
            {
                self.report.say(entry.family.name(entry.prefix, field), Fate::LeftOut, why);
            }
        }
    }

    /// An id that the page takes: the same, if it can be.
    fn own_id(&self, id: &str) -> String {
        let plain = |it: char| if it.is_ascii_alphanumeric() || "-_.".contains(it) { it } else { '-' };
        let id: String = id.chars().map(plain).take(60).collect();
        let others = (2..=self.own_ids.len() + 1).map(|number| format!("{id}-{number}"));
        let free = |id: &String| !self.own_ids.contains(id);
        [id.clone()].into_iter().chain(others).find(free).unwrap_or(id)
    }

    /// What Portabase needs besides.
    pub(super) fn remarks(&self) -> Vec<String> {
        let Target::Portabase { url } = self.target else { return Vec::new() };
        let own = [Some(*url), self.env.get("PROJECT_URL")].into_iter().flatten();
        let listed = self.env.get("TRUSTED_DOMAINS").unwrap_or("").split(',');
        let trusted: Vec<&str> = own.chain(listed).map(str::trim).collect();
        // better-auth takes a wildcard for the first part of a host.
        let is_trusted = |origin: &&String| {
            trusted.iter().any(|entry| match entry.split_once("*.") {
                Some((scheme, domain)) => {
                    origin.starts_with(scheme) && origin.ends_with(&[".", domain].concat())
                }
                None => Url::parse(entry).is_ok_and(|url| url.origin().as_str() == origin.as_str()),
            })
        };
        let missing = self.origins.iter().filter(|origin| !is_trusted(origin));
        missing
            .map(|origin| {
                format!("add {origin} to TRUSTED_DOMAINS of Portabase, or it does not ask this provider")
            })
            .collect()
    }

    /// The configuration, if the page takes it.
    pub(super) fn finish(mut self) -> Result<Made, Vec<Mistake>> {
        if self.providers.is_empty() {
            return Err(vec![Mistake::NoProvider { has_social: self.has_social }]);
        }
        let text = self.text();
        let parsed = crate::config::parse(&text);
        let errors = match &parsed {
            Err(errors) => errors.clone(),
            Ok(parsed) => parsed.config.entries.iter().flat_map(Shown::errors).cloned().collect(),
        };
        match parsed {
            Ok(parsed) if errors.is_empty() && parsed.notes.is_empty() => {
                Ok(Made { text, config: parsed.config })
            }
            Ok(parsed) if errors.is_empty() => Err(parsed
                .notes
                .into_iter()
                .map(|problem| Mistake::Refused { variable: "config.json:".to_owned(), problem })
                .collect()),
            _ => Err(errors.iter().map(|error| self.mistake(error)).collect()),
        }
    }

    fn text(&mut self) -> String {
        let providers = Value::Array(std::mem::take(&mut self.providers));
        let mut members = vec![("$schema".to_owned(), Value::String("./config.schema.json".to_owned()))];
        match self.target {
            Target::Page { api } => {
                members.push(("providers".to_owned(), providers));
                if let Some(url) = api {
                    let mut backend = Draft::new("backend".to_owned(), "--api");
                    backend.text("kind", "api", "--api");
                    backend.text("base_url", url, "--api");
                    members.push(("backend".to_owned(), backend.finish(&mut self.sources)));
                }
            }
            Target::Portabase { url } => {
                let option = "--portabase";
                let mut backend = Draft::new("backend".to_owned(), option);
                backend.text("kind", "better-auth", option);
                backend.text("base_url", url, option);
                backend.member("providers", providers, option);
                for (name, allowed) in
                    [("allow_linking", self.allow_linking), ("allow_unlinking", self.allow_unlinking)]
                {
                    if !allowed {
                        backend.member(name, Value::Bool(false), option);
                    }
                }
                let path = ("path".to_owned(), Value::String("api/auth/list-accounts".to_owned()));
                backend.member("request", Value::Object(vec![path]), option);
                members.push(("backend".to_owned(), backend.finish(&mut self.sources)));
            }
        }
        pretty(&Value::Object(members)) + "\n"
    }

    /// The error of a field as that of the variable that it is from.
    fn mistake(&self, error: &Error) -> Mistake {
        let below = |path: &str| {
            error.field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let source = self.sources.iter().filter(|(path, _)| below(path)).max_by_key(|(path, _)| path.len());
        let whole = if error.field.is_empty() { "the configuration" } else { &error.field };
        let variable = source.map_or(whole, |(_, variable)| variable).to_owned();
        let problem = match error.problem {
            Problem::NoExpectedIssuer => {
                let other = variable.replace(Field::DiscoveryEndpoint.as_str(), Field::IssuerUrl.as_str());
                format!("does not tell the issuer: {other} has to")
            }
            problem => problem.as_str().to_owned(),
        };
        Mistake::Refused { variable, problem }
    }
}
