//! `portico import-env`

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use portico::config::auth_env::{self, Fate, Import, Made, Target};
use portico::text::clean;
use portico::url::Url;

use crate::env_file::{self, EnvFile, Variable};
use crate::product::{Product, THIS_PAGE};
use crate::terminal::{BOLD, DIM, GOOD, Streams, WARNING, styled};
use crate::{input, output};

/// Arguments of `portico import-env`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A file of lines NAME=value, or - for standard input; without it the environment is read
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Where to write, or - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "config.json")]
    output: PathBuf,
    /// Replaces the file if it is there
    #[arg(short, long)]
    force: bool,
    /// For a page at Portabase's own address (this URL), with its session and its clients
    #[arg(long, value_name = "URL", conflicts_with = "api")]
    portabase: Option<String>,
    /// An API that gets the access token: base URL
    #[arg(long, value_name = "URL")]
    api: Option<String>,
    /// Address of the page, for what is said about registering it
    #[arg(long, value_name = "URL", value_parser = super::page, conflicts_with = "portabase")]
    page: Option<String>,
}

const EXAMPLES: &str = "\
Reads the variables AUTH_OIDC_* and AUTH_SOCIAL_* as Portabase does, writes a config.json, and says of each variable what \
became of it. Secrets are never copied, and nothing is written unless all of it can be.

Examples:
  portico import-env --env-file .env --page https://login.example.com/
  portico import-env --env-file .env --portabase https://portabase.example.com -o dist/config.json
  ssh server cat portabase.env | portico import-env --env-file - -o -";

/// Reads, tells and writes.
///
/// # Errors
/// What can't be read or written, and what the page refuses, by the names of the variables.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<ExitCode> {
    let file = match &args.env_file {
        Some(path) => read(path)?,
        None => environment(std::env::vars_os())?,
    };
    let target = match &args.portabase {
        Some(url) => Target::Portabase { url },
        None => Target::Page { api: args.api.as_deref() },
    };
    let pairs = file.variables.iter().map(|variable| (variable.name.as_str(), variable.value.as_str()));
    let import = auth_env::import(pairs, &target);
    tell(&import, &file, streams)?;
    let made = import.result.map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(|it| clean(&it.to_string(), 300)).collect();
        anyhow::anyhow!("nothing is written:\n  {}", lines.join("\n  "))
    })?;
    if args.output == Path::new("-") {
        streams.out.write_all(made.text.as_bytes())?;
    } else {
        output::file(&args.output, &made.text, args.force)?;
        writeln!(streams.err, "\n{} is written.", styled(BOLD, &args.output.display().to_string()))?;
    }
    register(&made, args, streams)?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<EnvFile> {
    let text = input::text(path, env_file::MAX_SIZE)?;
    let mut file = env_file::parse(&text).with_context(|| input::name(path))?;
    // Compose and Next.js put variables there, Docker and Node's dotenv don't: nobody can tell what was meant.
    let refers = |value: &str| {
        let after = value.split('$').skip(1).filter_map(|rest| rest.chars().next());
        after.into_iter().any(|it| it.is_ascii_alphabetic() || "_{".contains(it))
    };
    let unsure =
        file.variables.iter().filter(|it| auth_env::is_ours(&it.name) && !auth_env::is_secret(&it.name));
    let unsure = unsure.filter(|it| refers(&it.value));
    let remark = |it: &Variable| {
        format!("line {}: `$` in {} is taken as it stands, no other variable is put there", it.line, it.name)
    };
    let remarks: Vec<String> = unsure.map(remark).collect();
    file.remarks.extend(remarks);
    Ok(file)
}

/// The environment, in the order in which the system has it.
fn environment(pairs: impl Iterator<Item = (OsString, OsString)>) -> anyhow::Result<EnvFile> {
    let mut variables = Vec::new();
    for (name, value) in pairs {
        // A name that is no text is none of ours, and is counted among the others.
        let name = name.to_string_lossy().into_owned();
        let value = match value.into_string() {
            Ok(value) => value,
            Err(_) if auth_env::is_ours(&name) => {
                anyhow::bail!("the value of {} is not UTF-8", clean(&name, 100))
            }
            Err(_) => String::new(),
        };
        variables.push(Variable { name, value, line: 0 });
    }
    Ok(EnvFile { variables, remarks: Vec::new() })
}

/// Says what became of each variable.
fn tell(import: &Import, file: &EnvFile, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    for line in &import.report {
        let (style, mark) = match line.fate {
            Fate::Taken => (GOOD, "✓"),
            Fate::Unneeded => (DIM, "·"),
            Fate::LeftOut => (WARNING, "!"),
            Fate::Unknown => (WARNING, "?"),
        };
        writeln!(streams.err, "{} {} → {}", styled(style, mark), clean(&line.name, 100), line.sentence)?;
    }
    if import.foreign > 0 {
        let others = format!("· {} other variables are not about sign-in", import.foreign);
        writeln!(streams.err, "{}", styled(DIM, &others))?;
    }
    for remark in file.remarks.iter().chain(&import.remarks) {
        writeln!(streams.err, "{} {}", styled(WARNING, "!"), clean(remark, 300))?;
    }
    Ok(())
}

/// Says what has to be registered where.
fn register(made: &Made, args: &Args, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    if let Some(backend) = made.config.better_auth() {
        let origin = backend.url.origin().as_str();
        writeln!(
            streams.err,
            "\nServe the page at {origin}, where Portabase is: at any path that it does not use itself."
        )?;
        writeln!(
            streams.err,
            "At the providers nothing changes. Their redirect URIs stay those of Portabase:"
        )?;
        for provider in &backend.providers {
            let path = if provider.is_social { "callback" } else { "sso/callback" };
            writeln!(streams.err, "  {}{path}/{}", backend.url.as_str(), provider.id)?;
        }
        return Ok(());
    }
    let page = args.page.as_deref().unwrap_or(THIS_PAGE);
    for provider in made.config.providers() {
        let host =
            Url::parse(provider.issuer()).map(|url| url.origin().as_str().to_owned()).unwrap_or_default();
        let heading =
            format!("To be registered at {} ({host}) for the client {}:", provider.title, provider.client_id);
        writeln!(streams.err, "\n{}", styled(BOLD, &heading))?;
        for line in Product::of([provider.issuer()]).registration(page) {
            writeln!(streams.err, "  {line}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_value_that_is_no_text_matters_only_in_a_variable_of_ours() {
        use std::os::unix::ffi::OsStringExt as _;
        let pair = |name: &str| (OsString::from(name), OsString::from_vec(vec![b'h', 0xff]));
        assert_eq!(environment([pair("LESS")].into_iter()).unwrap().variables.len(), 1);
        let error = environment([pair("LESS"), pair("AUTH_OIDC_A_CLIENT")].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "the value of AUTH_OIDC_A_CLIENT is not UTF-8");
    }
}
