//! What docs/WIDGET.md says that a host page loads, against what it does.

use anyhow::{Context, Result, bail};

/// In thousands of bytes; a build varies by some hundred.
const UNIT: usize = 1_000;

/// What the line of the table that begins so says, in bytes.
fn said(document: &str, line: &str) -> Option<Vec<usize>> {
    let line = document.lines().find_map(|it| it.strip_prefix(line))?;
    // The words of the first column are the rest of it.
    let figures = line.trim_end_matches('|').split('|').skip(1).map(|it| it.trim().parse::<usize>().ok());
    figures.map(|figure| Some(figure? * UNIT)).collect()
}

/// Fails unless the line says so many bytes of brotli, one column each, but for a thousand.
pub(crate) fn check(document: &str, line: &str, measured: &[usize]) -> Result<()> {
    let said = said(document, line).with_context(|| format!("docs/WIDGET.md has no costs of {line:?}"))?;
    let is_so = |(said, measured): (&usize, &usize)| said.abs_diff(*measured) <= UNIT;
    if said.len() != measured.len() || !said.iter().zip(measured).all(is_so) {
        bail!("docs/WIDGET.md says of {line:?} {said:?}, and it is {measured:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "| when | a | b |\n|---|---|---|\n| with your page: the script | 70 | 75 |\n";

    #[test]
    fn what_is_said_is_what_is_loaded_but_for_a_thousand_bytes() {
        check(DOCUMENT, "| with your page", &[70_999, 74_001]).unwrap();
        for measured in [&[71_001, 75_000][..], &[70_000, 73_999], &[70_000]] {
            assert!(check(DOCUMENT, "| with your page", measured).is_err(), "{measured:?}");
        }
        assert!(check(DOCUMENT, "| with nothing", &[1]).is_err());
    }
}
