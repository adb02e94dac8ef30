//! `portico init`

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dialoguer::Input;

use crate::answers::{Answers, Field};
use crate::output;
use crate::product::{Product, THIS_PAGE};
use crate::terminal::{BOLD, Streams, styled};

/// Arguments of `portico init`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Issuer identifier of the provider, as its metadata spells it
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Identifier of the page at the provider
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// What the button of the provider says; without it, its host
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Scopes, separated by spaces; without it, openid profile email
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
    /// An API that gets the access token: base URL
    #[arg(long, value_name = "URL")]
    api: Option<String>,
    /// Path below the base URL whose answer the page shows
    #[arg(long, value_name = "PATH")]
    api_path: Option<String>,
    /// Address of the page, for what is said about registering it
    #[arg(long, value_name = "URL", value_parser = super::page)]
    page: Option<String>,
    /// Where to write, or - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "config.json")]
    output: PathBuf,
    /// Replaces the file if it is there
    #[arg(short, long)]
    force: bool,
}

const EXAMPLES: &str = "\
On a terminal it asks for what no option says. Elsewhere --issuer and --client-id have to be there.

Examples:
  portico init
  portico init --issuer https://id.example.com --client-id portico --title \"Pocket ID\" \\
      --api https://api.example.com/ --api-path me --page https://login.example.com/";

/// Asks, writes, and says what has to be registered.
///
/// # Errors
/// What is missing or refused, by the names of the options.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let is_piped = args.output == Path::new("-");
    if !is_piped && !args.force && args.output.exists() {
        // Said before anybody is asked anything; `output` makes sure of it.
        return Err(output::Error::Exists(args.output.clone()).into());
    }
    let mut answers = given(args)?;
    let missing: Vec<Field> = Field::ALL.into_iter().filter(|field| answers.get(*field).is_none()).collect();
    let mut page = args.page.clone();
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        for field in missing {
            ask(field, &mut answers)?;
        }
        if page.is_none() {
            page = ask_page()?;
        }
    } else {
        let required = missing.into_iter().filter(|field| [Field::Issuer, Field::ClientId].contains(field));
        let required: Vec<&str> = required.map(Field::option).collect();
        if !required.is_empty() {
            anyhow::bail!("there is no terminal to ask at: {} must be given", required.join(" and "));
        }
    }
    let (text, config) = answers.finish().map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("nothing is written: {}", errors.join("; "))
    })?;
    if is_piped {
        streams.out.write_all(text.as_bytes())?;
    } else {
        output::file(&args.output, &text, args.force)?;
        writeln!(streams.err, "{} is written.", styled(BOLD, &args.output.display().to_string()))?;
    }
    for provider in config.providers() {
        let heading =
            format!("To be registered at {} for the client {}:", provider.title, provider.client_id);
        writeln!(streams.err, "\n{}", styled(BOLD, &heading))?;
        for line in Product::of([provider.issuer()]).registration(page.as_deref().unwrap_or(THIS_PAGE)) {
            writeln!(streams.err, "  {line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What the options say.
fn given(args: &Args) -> anyhow::Result<Answers> {
    let mut answers = Answers::default();
    for (field, option) in [
        (Field::Issuer, &args.issuer),
        (Field::ClientId, &args.client_id),
        (Field::Title, &args.title),
        (Field::Scope, &args.scope),
        (Field::Api, &args.api),
        (Field::ApiPath, &args.api_path),
    ] {
        answers.set(field, option.as_deref());
    }
    let wrong = Field::ALL.into_iter().filter_map(|field| {
        let problem = answers.problem(field)?;
        Some(format!("{} {problem}", field.option()))
    });
    let wrong: Vec<String> = wrong.collect();
    if wrong.is_empty() { Ok(answers) } else { anyhow::bail!("nothing is written: {}", wrong.join("; ")) }
}

/// Asks until the page would take the answer.
fn ask(field: Field, answers: &mut Answers) -> anyhow::Result<()> {
    let question = match field {
        Field::Issuer => "Issuer of the provider, such as https://id.example.com",
        Field::ClientId => "Client id of the page there",
        Field::Title => "What its button says",
        Field::Scope => "Scopes",
        Field::Api => "Base URL of an API that gets the access token (empty: none)",
        Field::ApiPath if answers.get(Field::Api).is_none() => return Ok(()),
        Field::ApiPath => "Path below it whose answer the page shows (empty: none)",
    };
    let earlier = answers.clone();
    let may_be_none = matches!(field, Field::Api | Field::ApiPath);
    let mut input = Input::<String>::new().with_prompt(question).allow_empty(may_be_none);
    match field {
        Field::Title => input = input.default(answers.default_title()),
        Field::Scope => input = input.default("openid profile email".to_owned()),
        _ => {}
    }
    let input = input.validate_with(move |answer: &String| {
        let mut answers = earlier.clone();
        answers.set(field, Some(answer));
        if !may_be_none && answers.get(field).is_none() {
            return Err("it is missing".to_owned());
        }
        answers.problem(field).map_or(Ok(()), |problem| Err(format!("it {problem}")))
    });
    let answer = input.interact_text()?;
    answers.set(field, Some(&answer));
    Ok(())
}

/// Asks for the address of the page, which is no part of the configuration.
fn ask_page() -> anyhow::Result<Option<String>> {
    let input = Input::<String>::new()
        .with_prompt("Address of the page, such as https://login.example.com/, to tell what to register (empty: not yet)")
        .allow_empty(true)
        .validate_with(|answer: &String| match answer.trim() {
            "" => Ok(()),
            address => super::page(address).map(drop),
        });
    let answer = input.interact_text()?;
    // What is no address has been refused.
    Ok(super::page(answer.trim()).ok())
}
