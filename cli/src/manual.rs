//! The manual pages of the commands, made of their help.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// The line above the examples of a help; the page has a heading of its own there.
const HEADING: &str = "Examples:";

/// A manual page.
#[derive(Debug)]
pub struct Page {
    /// Of its file: `portico-serve.1`.
    pub name: String,
    /// Its text.
    pub roff: String,
}

/// The page of a command, which has been built with the whole of the program.
///
/// What stands after the options in its help comes in two parts: indented lines are examples, which stand as they are so
/// that they can be copied, and all others are notes.
///
/// # Errors
/// None that a text in memory could have.
pub fn page(command: &Command) -> io::Result<Page> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let man = Man::new(command.clone().after_help(None::<&str>))
        .source(concat!("portico ", env!("CARGO_PKG_VERSION")))
        .manual("Portico");
    let mut bytes = Vec::new();
    man.render_title(&mut bytes)?;
    man.render_name_section(&mut bytes)?;
    man.render_synopsis_section(&mut bytes)?;
    man.render_description_section(&mut bytes)?;
    man.render_options_section(&mut bytes)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut bytes)?;
    }
    notes(&help).to_writer(&mut bytes)?;
    bytes.extend(examples(&help)?.into_bytes());
    let roff = String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(Page { name: man.get_filename(), roff })
}

fn is_example(line: &str) -> bool {
    line.starts_with(' ')
}

/// Filled paragraphs.
fn notes(help: &str) -> Roff {
    let mut roff = Roff::new();
    let is_note = |line: &&str| !is_example(line) && *line != HEADING;
    let notes: Vec<&str> = help.lines().filter(is_note).skip_while(|line| line.is_empty()).collect();
    if notes.is_empty() {
        return roff;
    }
    roff.control("SH", ["NOTES"]);
    for paragraph in notes.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
        roff.control("PP", []).text([roman(paragraph.join("\n"))]);
    }
    roff
}

/// Lines as they stand.
fn examples(help: &str) -> io::Result<String> {
    let lines: Vec<&str> = help.lines().filter(|line| is_example(line)).collect();
    if lines.is_empty() {
        return Ok(String::new());
    }
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in lines {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    let mut bytes = Vec::new();
    roff.control("fi", []).to_writer(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // By themselves these are accents and a quotation mark, which no shell knows.
    Ok(text.replace('~', r"\(ti").replace('^', r"\(ha").replace('`', r"\(ga"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_stand_as_they_are_and_notes_are_filled() {
        let help = "One\nnote.\n\nExamples:\n  portico a --b\n      --c '.d' ~/e\n\nAnother.";
        let command = Command::new("portico").about("Does").after_help(help);
        let Page { name, roff } = page(&command).unwrap();
        assert_eq!(name, "portico.1");
        assert!(roff.contains(".SH NOTES\n.PP\nOne\nnote.\n.PP\nAnother.\n"), "{roff}");
        let examples = ".SH EXAMPLES\n.nf\nportico a \\-\\-b\n    \\-\\-c \\*(Aq.d\\*(Aq \\(ti/e\n.fi\n";
        assert!(roff.ends_with(examples), "{roff}");
        assert!(!roff.contains("EXTRA") && !roff.contains(HEADING), "{roff}");
        let bare = page(&Command::new("portico").about("Does")).unwrap().roff;
        assert!(!bare.contains("NOTES") && !bare.contains("EXAMPLES"), "{bare}");
    }
}
