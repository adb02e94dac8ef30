//! `portico check` against real servers, and against the faults that it is there to find.

mod backend;
mod better_auth;
mod provider;
mod unanswered;

use std::sync::Arc;
use std::time::Duration;

use portico::url::Url;
use portico_cli::check::ask::{Asker, Told};
use portico_cli::check::report::{Outcome, Report};
use serde_json::Value;

use crate::sign_in::PAGE;

#[derive(Debug)]
struct Nobody;

impl Told for Nobody {
    fn asking(&self, _: &str) {}
}

/// Checks a configuration for a page that is to be at this address.
async fn check_for(config: &Value, page: Option<&str>) -> Report {
    let parsed = portico::config::parse(&config.to_string()).unwrap();
    let page = page.map(|page| Url::parse(page).unwrap());
    let asker = Asker::new(Duration::from_secs(2), Arc::new(Nobody), page).unwrap();
    portico_cli::check::check(&parsed.config, &asker).await
}

async fn check(config: &Value) -> Report {
    check_for(config, Some(PAGE)).await
}

/// What is not as it should be: `check: code`, with a `!` before what could be better.
fn complaints(report: &Report) -> Vec<String> {
    let findings = report.sections.iter().flat_map(|section| &section.findings);
    let complaint = |finding: &portico_cli::check::report::Finding| {
        let mark = match finding.outcome {
            Outcome::Failed => "",
            Outcome::Warning => "! ",
            Outcome::Ok | Outcome::Skipped => return None,
        };
        Some(format!("{mark}{}: {}", finding.check, finding.code.unwrap_or_default()))
    };
    findings.filter_map(complaint).collect()
}

/// What is to be done about this code.
fn fix<'a>(report: &'a Report, code: &str) -> &'a str {
    let findings = report.sections.iter().flat_map(|section| &section.findings);
    let found =
        findings.filter(|finding| finding.code == Some(code)).find_map(|finding| finding.fix.as_deref());
    found.unwrap_or_else(|| panic!("no {code} in {report:?}"))
}

/// The lines of a check that went well.
fn good(report: &Report, check: &str) -> Vec<String> {
    let findings = report.sections.iter().flat_map(|section| &section.findings);
    let is_good = |finding: &&portico_cli::check::report::Finding| {
        finding.check == check && finding.outcome == Outcome::Ok
    };
    findings.filter(is_good).map(|finding| finding.message.clone()).collect()
}
