//! `portico check`: asks every server of a configuration what the page will ask it, from here, as a browser at the page's
//! address would see it.

pub mod answer;
pub mod ask;
mod backend;
pub mod cors;
mod provider;
mod redirect_uri;
pub mod report;

use futures_util::future::{join, join_all};
use portico::config::{self, Config, Entry};
use portico::protocol::Entropy;
use portico::url::Url;

use self::ask::Asker;
use self::report::{Finding, Report, Section};
use crate::config_file::Invalid;

/// Asks all of them, together.
pub async fn check(config: &Config, asker: &Asker) -> Report {
    let page = asker.page();
    let connect = config.connect_origins();
    let mut sections = vec![of_page(page)];
    // Those of a better-auth are asked of it, for the page is not their client.
    let by_cookie = config.better_auth().is_some_and(config::BetterAuth::is_by_cookie);
    let entries = if by_cookie { &[] } else { config.entries.as_slice() };
    let providers = entries.iter().enumerate().map(|(index, entry)| {
        let connect = &connect;
        async move {
            let field = format!("providers[{index}]");
            match entry {
                Entry::Unusable { title, errors } => Section {
                    field,
                    title: title.clone(),
                    findings: errors.iter().map(|error| of_config(error, error.to_string())).collect(),
                },
                Entry::Provider(provider) => Section {
                    field,
                    title: format!("{}  {}", provider.title, provider.issuer()),
                    findings: provider::check(provider, connect, asker).await,
                },
            }
        }
    });
    let backend = async {
        match &config.backend {
            Some(backend) => Some(backend::check(config, backend, asker).await),
            None => None,
        }
    };
    let (providers, backend) = join(join_all(providers), backend).await;
    sections.extend(providers.into_iter().chain(backend));
    Report::new(page.map(|page| page.as_str().to_owned()), sections)
}

fn of_page(page: Option<&Url>) -> Section {
    let finding = match page {
        None => Finding::skipped(
            "address",
            "not known: say with --origin where the page is, and it is checked whether servers let it ask them",
        ),
        Some(page) if !page.origin().is_secure() => Finding::failed(
            "address",
            "insecure_context",
            format!("{} is not https: browsers give the page no cryptography there", page.as_str()),
            "Serve the page over https.".into(),
        ),
        Some(page) => Finding::ok("address", page.as_str()),
    };
    Section { field: "page".into(), title: "The page".into(), findings: vec![finding] }
}

/// A field that is wrong, and what is wrong with it.
fn of_config(error: &config::Error, message: String) -> Finding {
    let fix = match error.field() {
        Some(field) => format!("Mend `{field}` of config.json."),
        None => "Mend config.json.".into(),
    };
    Finding::failed("config.json", error.code(), message, fix)
}

/// What was found in a file that is no configuration.
pub fn refused(invalid: &Invalid) -> Report {
    let findings = invalid.errors.iter().map(|error| of_config(error, invalid.message(error))).collect();
    Report::new(None, vec![Section { field: String::new(), title: "The configuration".into(), findings }])
}

/// Nobody signs in with these values; they are as unguessable as any all the same.
fn entropy() -> Entropy {
    let mut bytes = [0; Entropy::SIZE];
    // Without randomness they are all zero, and a server that wants more of them says so.
    let _ = getrandom::fill(&mut bytes);
    Entropy::new(bytes)
}
