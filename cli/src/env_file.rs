//! `.env` files, read as Node's dotenv reads them.
//!
//! Portabase is a Next.js app, whose loader (`@next/env`) is that dotenv and puts variables in place of `$NAME` besides;
//! Docker's `--env-file` does not. Here a `$` stands as it is, and `import-env` says so.
//!
//! A parser of our own, because none fits: the crate dotenvy resolves backslashes everywhere, which Node's does not, and
//! its errors quote the line, which may hold a secret. What Node's passes over in silence, a line that is nothing or a
//! quote without an end, is an error here, and so is `NAME: value`, which it takes and a shell does not.

/// Largest file that is read, in bytes.
pub const MAX_SIZE: usize = 256 * 1024;

/// A variable.
#[derive(Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Without quotes, comment and the spaces around.
    pub value: String,
    /// The line that its name stands in, from 1.
    pub line: usize,
}

/// The value may be a secret.
impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (line {})", self.name, self.line)
    }
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// In the order of the file, each name once: where it stands first, with the value that stands last.
    pub variables: Vec<Variable>,
    /// What may not be what the author thinks.
    pub remarks: Vec<String>,
}

/// Why a text is no such file. What stands in the line is not told: it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither a variable nor a comment.
    #[error("line {0} is neither NAME=value nor a comment")]
    Nothing(usize),
    /// `NAME: value`.
    #[error("line {0} is no NAME=value: write `=` in place of the colon")]
    Colon(usize),
    /// The line in which it begins.
    #[error("line {0}: the quote that begins here has no end")]
    Open(usize),
    /// The line in which the quote begins.
    #[error("line {0}: after the quoted value comes more than a comment")]
    AfterQuote(usize),
    /// A NUL byte: no text file.
    #[error("line {0} has a NUL byte in it, so this is no text file")]
    Nul(usize),
}

/// Reads the text of a file; a byte order mark is no longer there.
pub fn parse(text: &str) -> Result<EnvFile, Error> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(at) = text.find('\0') {
        return Err(Error::Nul(text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1));
    }
    let mut file = EnvFile::default();
    let mut positions = std::collections::HashMap::new();
    let (mut rest, mut line) = (text.as_str(), 1);
    while !rest.is_empty() {
        let found;
        let before = rest;
        (found, rest) = statement(rest, line)?;
        if let Some(Statement { name, value, is_cut }) = found {
            if is_cut {
                file.remarks.push(format!(
                    "line {line}: what follows `#` in the value of {name} is a comment; a quoted value may hold one"
                ));
            }
            let position = *positions.entry(name.to_owned()).or_insert(file.variables.len());
            let variable = Variable { name: name.to_owned(), value, line };
            match file.variables.get_mut(position) {
                Some(earlier) => {
                    let first = earlier.line;
                    file.remarks
                        .push(format!("{name} stands in lines {first} and {line}: line {line} counts"));
                    *earlier = variable;
                }
                None => file.variables.push(variable),
            }
        }
        let read = before.len() - rest.len();
        line += before.bytes().take(read).filter(|byte| *byte == b'\n').count();
    }
    Ok(file)
}

/// `NAME=value`
struct Statement<'a> {
    name: &'a str,
    value: String,
    /// A `#` without a space before it ended the value.
    is_cut: bool,
}

/// The statement at the start of the text, and what follows its line.
fn statement(text: &str, line: usize) -> Result<(Option<Statement<'_>>, &str), Error> {
    let (whole, rest) = text.split_once('\n').unwrap_or((text, ""));
    let start = whole.trim();
    if start.is_empty() || start.starts_with('#') {
        return Ok((None, rest));
    }
    let (before, _) = whole.split_once('=').unwrap_or((whole, ""));
    let Some(name) = name(before).filter(|_| before.len() < whole.len()) else {
        let is_colon = whole
            .split_once(':')
            .is_some_and(|(it, after)| name(it).is_some() && after.starts_with([' ', '\t']));
        return Err(if is_colon { Error::Colon(line) } else { Error::Nothing(line) });
    };
    let value = text.get(before.len() + 1..).unwrap_or("").trim_start_matches([' ', '\t']);
    if let Some(quote) = value.chars().next().filter(|first| "\"'`".contains(*first)) {
        let (value, rest) = quoted(value.get(1..).unwrap_or(""), quote, line)?;
        return Ok((Some(Statement { name, value, is_cut: false }), rest));
    }
    let value = value.split_once('\n').map_or(value, |(value, _)| value);
    let (value, is_cut) = match value.split_once('#') {
        Some((value, _)) => (value, !value.is_empty() && !value.ends_with([' ', '\t'])),
        None => (value, false),
    };
    Ok((Some(Statement { name, value: value.trim().to_owned(), is_cut }), rest))
}

/// The name in what stands before a value.
fn name(text: &str) -> Option<&str> {
    let text = text.trim();
    let name =
        text.strip_prefix("export").filter(|it| it.starts_with([' ', '\t'])).map_or(text, str::trim_start);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_name)).then_some(name)
}

/// The value up to the closing quote, and what follows that line. A quote after a backslash closes nothing, and both stay
/// in the value, as they do with Node's.
fn quoted(text: &str, quote: char, line: usize) -> Result<(String, &str), Error> {
    let mut before = ' ';
    let end = text.find(|it| {
        let closes = it == quote && before != '\\';
        before = it;
        closes
    });
    let end = end.ok_or(Error::Open(line))?;
    let (value, after) = (text.get(..end).unwrap_or(""), text.get(end + 1..).unwrap_or(""));
    let (after, rest) = after.split_once('\n').unwrap_or((after, ""));
    let after = after.trim();
    if !after.is_empty() && !after.starts_with('#') {
        return Err(Error::AfterQuote(line));
    }
    let value = if quote == '"' { value.replace("\\n", "\n").replace("\\r", "\r") } else { value.to_owned() };
    Ok((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let file = parse(text).unwrap();
        file.variables.into_iter().map(|variable| (variable.name, variable.value)).collect()
    }

    #[test]
    fn lines_are_read_as_nodes_dotenv_reads_them() {
        for (text, value) in [
            ("A=b", "b"),
            ("A = b ", "b"),
            ("  export  A=b", "b"),
            ("export\tA=b", "b"),
            ("A=", ""),
            ("A=\t", ""),
            ("A= # c", ""),
            ("A=#c", ""),
            ("A=b # c", "b"),
            ("A=b#c", "b"),
            ("A=b c", "b c"),
            ("A=b\"c", "b\"c"),
            ("A=b=c", "b=c"),
            ("A=\"b # c\"", "b # c"),
            ("A=\"b\" # c", "b"),
            ("A=\"b\"# c", "b"),
            ("A='b' ", "b"),
            ("A='$B ${B}'", "$B ${B}"),
            ("A=$B", "$B"),
            ("A=`b \"c\" 'd'`", "b \"c\" 'd'"),
            ("A=\"b\\nc\\rd\\te\"", "b\nc\rd\\te"),
            ("A='b\\nc'", "b\\nc"),
            ("A=b\\nc", "b\\nc"),
            ("A=\"b\\\"c\"", "b\\\"c"),
            ("A=\" b \"", " b "),
            ("A=\"b\nc # d\"", "b\nc # d"),
            ("A=''", ""),
            ("A=b\r\n", "b"),
            ("A=\"b\r\nc\"\r\n", "b\nc"),
            ("A=b\r", "b"),
        ] {
            assert_eq!(pairs(text), [("A".to_owned(), value.to_owned())], "{text:?}");
        }
        assert_eq!(pairs("\n  # A=b\n\t\n#\n"), []);
        assert_eq!(pairs("exportA=b")[0].0, "exportA");
        assert_eq!(pairs("A.b-C_1=x")[0].0, "A.b-C_1");
    }

    #[test]
    fn of_a_name_that_comes_twice_the_last_value_counts_and_both_lines_are_named() {
        let file = parse("A=1\nB=\"x\ny\"\nA=2\n").unwrap();
        let lines: Vec<_> =
            file.variables.iter().map(|it| (it.name.as_str(), it.value.as_str(), it.line)).collect();
        assert_eq!(lines, [("A", "2", 4), ("B", "x\ny", 2)]);
        assert_eq!(file.remarks, ["A stands in lines 1 and 4: line 4 counts"]);
    }

    #[test]
    fn a_comment_that_cuts_a_value_is_told_of() {
        let file = parse("\nA=https://a.test/#/b\nB=c # d\n").unwrap();
        assert_eq!(file.remarks.len(), 1);
        assert!(
            file.remarks[0].starts_with("line 2: what follows `#` in the value of A "),
            "{:?}",
            file.remarks
        );
    }

    #[test]
    fn a_line_that_is_nothing_is_named_by_its_number_and_not_shown() {
        for (text, error) in [
            ("A=b\nhush", Error::Nothing(2)),
            ("A=b\n\nhush hush=1", Error::Nothing(3)),
            ("=hush", Error::Nothing(1)),
            ("A: hush", Error::Colon(1)),
            ("B=c\nexport A.b:\t'hush=hush'", Error::Colon(2)),
            ("A:hush", Error::Nothing(1)),
            ("hush hush: 1", Error::Nothing(1)),
            ("A=\"b\nc\"\nB='hush\n\n", Error::Open(3)),
            ("A=\"hush\" hush", Error::AfterQuote(1)),
            ("A='x\nB='hush'", Error::AfterQuote(1)),
            ("A=b\nB=\0hush", Error::Nul(2)),
        ] {
            let found = parse(text).unwrap_err();
            assert_eq!(found, error, "{text:?}");
            assert!(!found.to_string().contains("hush"));
        }
    }

    #[test]
    fn a_value_is_not_shown_when_something_is_debugged() {
        assert_eq!(format!("{:?}", parse("A=hush").unwrap().variables), "[A (line 1)]");
    }
}
