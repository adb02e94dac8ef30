//! The `AUTH_*` environment variables of Portabase, read as Portabase reads them, and made a configuration.
//!
//! Read in its source (1.29: `src/lib/auth/oidc.ts`, `oauth.ts`, `config.ts`, `src/env.mjs`); docs/IMPORT.md has the
//! grammar in words. An empty value is none. The page itself has no use for this, so none of it is in the page.

mod draft;
mod entry;
mod environment;
mod explain;
mod made;
mod name;
mod nearest;
mod page;
mod portabase;
#[cfg(test)]
mod properties;
mod report;
#[cfg(test)]
mod tests;
mod warning;

pub use made::{Made, Mistake};
pub use report::{Fate, Line};

use self::entry::Entry;
use self::environment::Environment;
use self::explain::Outcome;
use self::made::Making;
use self::name::{Name, parse};
use crate::text::clean;

/// For which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// One that is itself a client of the providers, and may call an API.
    Page {
        /// `backend.base_url`, if there is to be one.
        api: Option<&'a str>,
    },
    /// One in front of Portabase, at its address and with its cookie.
    Portabase {
        /// `backend.base_url`
        url: &'a str,
    },
}

/// What became of the variables.
#[derive(Debug)]
pub struct Import {
    /// Those that are about sign-in, in the order of their appearance.
    pub report: Vec<Line>,
    /// How many others there were.
    pub foreign: usize,
    /// What else has to be seen to.
    pub remarks: Vec<String>,
    /// The configuration, or at least one mistake.
    pub result: Result<Made, Vec<Mistake>>,
}

/// Names that are looked up for likeness; many more can only be somebody's joke.
const MAX_STRANGERS: usize = 50;

/// Longest sentence, in characters: names may have any length.
const MAX_SENTENCE: usize = 600;

/// Is it about sign-in, so that [`import`] says something of it?
pub fn is_ours(name: &str) -> bool {
    parse(name) != Name::Foreign
}

/// Does it hold a secret, by its name?
pub fn is_secret(name: &str) -> bool {
    name.ends_with("SECRET")
}

/// Makes a configuration of variables, given as names and values. Of a name that comes twice the last value counts.
pub fn import<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>, target: &Target<'_>) -> Import {
    let env = Environment::new(pairs);
    let social = entry::social(&env);
    let openid = entry::openid(&env);
    let mut making = Making::new(target, &env);
    for entry in social.iter().chain(&openid) {
        making.add(entry);
    }
    let entries: Vec<Entry<'_>> = [social, openid].concat();
    let mut said = std::mem::take(&mut making.report);
    let outcome = Outcome {
        target,
        env: &env,
        entries: &entries,
        allow_linking: making.allow_linking,
        allow_unlinking: making.allow_unlinking,
    };
    let (mut report, mut foreign, mut strangers) = (Vec::new(), 0, 0);
    for (name, value) in env.pairs() {
        let parsed = parse(name);
        if parsed == Name::Foreign {
            foreign += 1;
            continue;
        }
        let found = said.take(name).filter(|_| !value.is_empty());
        let (fate, sentence) = found.unwrap_or_else(|| {
            if let Name::Provider(family, prefix, field) = parsed {
                return outcome.of_provider(family, prefix, field);
            }
            strangers += 1;
            outcome.of_others(name, strangers <= MAX_STRANGERS)
        });
        let (fate, sentence) = match fate {
            Fate::Unknown => (fate, sentence),
            _ if value.is_empty() => (Fate::Unneeded, "empty, as good as not there".to_owned()),
            _ => (fate, sentence),
        };
        report.push(Line { name: name.to_owned(), fate, sentence: clean(&sentence, MAX_SENTENCE) });
    }
    let remarks = making.remarks();
    Import { report, foreign, remarks, result: making.finish() }
}
