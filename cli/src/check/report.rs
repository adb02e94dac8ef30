//! What was found: a line each.

use std::io::{self, Write};

use serde::Serialize;

use crate::terminal::{BAD, BOLD, DIM, GOOD, WARNING, styled};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As the page needs it.
    Ok,
    /// The page can't work, or not safely.
    Failed,
    /// It works, and could be better.
    Warning,
    /// Could not be found out.
    Skipped,
}

/// A line.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at: a word of `docs/CHECK.md`, the same in all versions.
    pub check: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// What is wrong, as `docs/ERRORS.md` calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What was found, in a sentence.
    pub message: String,
    /// What to do, in the words of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Ok, code: None, message: message.into(), fix: None }
    }

    /// Something is wrong.
    pub fn failed(check: &'static str, code: &'static str, message: impl Into<String>, fix: String) -> Self {
        let outcome = Outcome::Failed;
        Self { check, outcome, code: Some(code), message: message.into(), fix: Some(fix) }
    }

    /// Something could be better.
    pub fn warning(check: &'static str, code: &'static str, message: impl Into<String>, fix: String) -> Self {
        Self { outcome: Outcome::Warning, ..Self::failed(check, code, message, fix) }
    }

    /// Nobody knows.
    pub fn skipped(check: &'static str, message: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::ok(check, message) }
    }
}

/// What was found about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// `page`, `providers[0]`, `backend`: where it stands in the configuration.
    pub field: String,
    /// What people call it.
    pub title: String,
    /// In the order in which they were looked at.
    pub findings: Vec<Finding>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Is nothing wrong?
    pub ok: bool,
    /// The address of the page that was assumed.
    pub page: Option<String>,
    /// What the page ignores in the configuration, in sentences. On a terminal they stand on standard error.
    pub notes: Vec<String>,
    /// One for each thing.
    pub sections: Vec<Section>,
}

impl Report {
    /// The report of these sections.
    pub fn new(page: Option<String>, sections: Vec<Section>) -> Self {
        let mut findings = sections.iter().flat_map(|section| &section.findings);
        let ok = findings.all(|finding| finding.outcome != Outcome::Failed);
        Self { ok, page, notes: Vec::new(), sections }
    }

    /// For a person.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        for section in &self.sections {
            writeln!(out, "{}", styled(BOLD, &section.title))?;
            for finding in &section.findings {
                let (style, mark) = match finding.outcome {
                    Outcome::Ok => (GOOD, "✓"),
                    Outcome::Failed => (BAD, "✗"),
                    Outcome::Warning => (WARNING, "!"),
                    Outcome::Skipped => (DIM, "–"),
                };
                write!(out, "  {} {}: {}", styled(style, mark), finding.check, finding.message)?;
                if let Some(code) = finding.code {
                    write!(out, " {}", styled(DIM, &format!("({code})")))?;
                }
                writeln!(out)?;
                if let Some(fix) = &finding.fix {
                    writeln!(out, "    → {fix}")?;
                }
            }
        }
        let count = |outcome| {
            let findings = self.sections.iter().flat_map(|section| &section.findings);
            findings.filter(|finding| finding.outcome == outcome).count()
        };
        let things = |count, what: &str| match count {
            1 => format!("1 thing {what}"),
            more => format!("{more} things {what}"),
        };
        let more = [
            (count(Outcome::Warning), things(count(Outcome::Warning), "could be better")),
            (count(Outcome::Skipped), things(count(Outcome::Skipped), "could not be found out")),
        ];
        let more: Vec<String> =
            more.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        let verdict = match count(Outcome::Failed) {
            0 if more.is_empty() => styled(GOOD, "Nothing is wrong"),
            0 => "Nothing is wrong".to_owned(),
            1 => styled(BAD, "1 thing is wrong"),
            failed => styled(BAD, &format!("{failed} things are wrong")),
        };
        let end = if more.is_empty() { String::new() } else { format!("; {}", more.join(", ")) };
        writeln!(out, "{verdict}{end}.")
    }

    /// For a script.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(findings: Vec<Finding>) -> Report {
        let section = Section { field: "providers[0]".into(), title: "A".into(), findings };
        Report::new(Some("https://a.test/".into()), vec![section])
    }

    fn printed(report: &Report) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        report.print(&mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn only_what_failed_is_wrong() {
        let fine = [Finding::ok("keys", "fine"), Finding::skipped("userinfo", "none")];
        assert!(report(fine.to_vec()).ok);
        assert!(report(vec![Finding::warning("framing", "a", "b", "c".into())]).ok);
        assert!(!report(vec![Finding::ok("keys", "a"), Finding::failed("pkce", "a", "b", "c".into())]).ok);
    }

    #[test]
    fn a_line_has_its_mark_its_code_and_below_it_what_to_do() {
        let failed = Finding::failed("keys", "key_not_found", "no keys", "select one".into());
        let text = printed(&report(vec![Finding::ok("pkce", "S256"), failed]));
        let expected =
            "A\n  ✓ pkce: S256\n  ✗ keys: no keys (key_not_found)\n    → select one\n1 thing is wrong.\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_script_gets_the_same() {
        let mut out = Vec::new();
        report(vec![Finding::failed("keys", "key_not_found", "no keys", "x".into())]).json(&mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["ok"], false);
        let finding = &json["sections"][0]["findings"][0];
        assert_eq!(
            (finding["outcome"].as_str(), finding["code"].as_str()),
            (Some("failed"), Some("key_not_found"))
        );
    }
}
