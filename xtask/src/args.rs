//! The little that the commands' arguments have in common.

use anyhow::{Context, Result};
use lexopt::{Arg, Parser, ValueExt};

/// Reads arguments with `each`, which answers `false` for one that it does not know.
pub(crate) fn read(
    mut parser: Parser,
    mut each: impl FnMut(&mut Parser, &Known) -> Result<bool>,
) -> Result<()> {
    while let Some(arg) = parser.next()? {
        let known = match arg {
            Arg::Long(name) => Known::Option(name.to_owned()),
            Arg::Value(word) => Known::Word(word.string()?),
            Arg::Short(_) => return Err(arg.unexpected().into()),
        };
        if !each(&mut parser, &known)? {
            return Err(match known {
                Known::Option(name) => lexopt::Error::UnexpectedOption(format!("--{name}")).into(),
                Known::Word(word) => lexopt::Error::UnexpectedArgument(word.into()).into(),
            });
        }
    }
    Ok(())
}

/// One argument, out of the parser's hands so that its value can be asked for.
pub(crate) enum Known {
    /// `--name`
    Option(String),
    /// Anything that does not begin with a dash.
    Word(String),
}

/// For commands that take no arguments.
pub(crate) fn none(parser: Parser) -> Result<()> {
    read(parser, |_, _| Ok(false))
}

/// The text after an option.
pub(crate) fn text(parser: &mut Parser) -> Result<String> {
    Ok(parser.value()?.string()?)
}

/// The port number after an option.
pub(crate) fn port(parser: &mut Parser) -> Result<u16> {
    let word = text(parser)?;
    word.parse()
        .ok()
        .filter(|port| *port != 0)
        .with_context(|| format!("{word:?} is no port: a number from 1 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_port(words: &[&str]) -> Result<u16> {
        let mut found = 0;
        read(Parser::from_args(words), |parser, known| {
            match known {
                Known::Option(name) if name == "port" => found = port(parser)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(found)
    }

    #[test]
    fn a_port_is_a_number_that_one_can_listen_on() {
        assert_eq!(read_port(&["--port", "8080"]).unwrap(), 8080);
        assert_eq!(read_port(&["--port=8081"]).unwrap(), 8081);
        for word in ["0", "65536", "-1", "http", ""] {
            let error = read_port(&["--port", word]).unwrap_err().to_string();
            assert!(error.contains("is no port"), "{word}: {error}");
        }
    }

    #[test]
    fn what_a_command_does_not_know_is_named() {
        for (word, expected) in
            [("--prot", "invalid option '--prot'"), ("word", "unexpected argument \"word\"")]
        {
            assert_eq!(read_port(&[word]).unwrap_err().to_string(), expected);
        }
        assert!(read_port(&["-p"]).unwrap_err().to_string().contains("'-p'"));
    }
}
