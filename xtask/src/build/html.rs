//! The tags and comments of our own page, with their places in the text.
//!
//! This reads the `index.html` of this repository, not the HTML of the world: what it does not
//! understand is an error, so that nothing is rewritten by guessing.

use std::ops::Range;

use anyhow::{Result, bail};

/// A piece of the page that is not plain text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Comment(Range<usize>),
    Tag(Tag<'a>),
    /// What stands inside an element whose text is not HTML: `script`, `style`, `textarea`, `pre`.
    Raw(Range<usize>),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) attributes: Vec<(&'a str, &'a str)>,
    pub(crate) place: Range<usize>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute; an empty one for an attribute without a value.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
    }

    /// Whether this is a `link` with this word in its `rel`.
    pub(crate) fn is_link(&self, rel: &str) -> bool {
        self.name == "link"
            && self.get("rel").is_some_and(|words| words.split_ascii_whitespace().any(|word| word == rel))
    }
}

/// Elements whose content is copied as it stands.
const RAW: &[&str] = &["script", "style", "textarea", "pre"];

/// Finds the pieces of the page, in their order.
pub(crate) fn pieces(html: &str) -> Result<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            let Some(end) = rest.find("-->") else { bail!("a comment without an end: {}", first_line(rest)) };
            at = start + end + 3;
            pieces.push(Piece::Comment(start..at));
        } else if rest.starts_with("</") || rest.starts_with("<!") {
            let Some(end) = rest.find('>') else { bail!("a tag without an end: {}", first_line(rest)) };
            at = start + end + 1;
        } else {
            let tag = tag(html, start)?;
            let name = tag.name;
            at = tag.place.end;
            pieces.push(Piece::Tag(tag));
            if RAW.contains(&name) {
                let Some(end) = html[at..].find(&format!("</{name}>")) else {
                    bail!("<{name}> without an end tag")
                };
                pieces.push(Piece::Raw(at..at + end));
                at += end;
            }
        }
    }
    Ok(pieces)
}

fn tag(html: &str, start: usize) -> Result<Tag<'_>> {
    let name_end = end_of_name(html, start + 1);
    let name = &html[start + 1..name_end];
    if name.is_empty()
        || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        bail!("no tag, or not in lower case: {}", first_line(&html[start..]));
    }
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at += html[at..].len() - html[at..].trim_start().len();
        let rest = &html[at..];
        if rest.starts_with('>') || rest.starts_with("/>") {
            let place = start..at + if rest.starts_with('>') { 1 } else { 2 };
            return Ok(Tag { name, attributes, place });
        }
        let key_end = end_of_name(html, at);
        let key = &html[at..key_end];
        if key.is_empty() {
            bail!("a tag that cannot be read: {}", first_line(&html[start..]));
        }
        at = key_end;
        let value = if html[at..].starts_with('=') {
            let Some(quoted) = html[at + 1..].strip_prefix('"') else {
                bail!("`{key}` of <{name}> is not in double quotes")
            };
            let Some(end) = quoted.find('"') else { bail!("`{key}` of <{name}> has no closing quote") };
            at += 2 + end + 1;
            &quoted[..end]
        } else {
            ""
        };
        if attributes.iter().any(|(found, _)| *found == key) {
            bail!("`{key}` stands twice in <{name}>");
        }
        attributes.push((key, value));
    }
}

fn end_of_name(html: &str, start: usize) -> usize {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '\'' | '<');
    html[start..].find(is_end).map_or(html.len(), |found| start + found)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(html: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
        let pieces = pieces(html).unwrap();
        let tags = pieces.into_iter().filter_map(|piece| match piece {
            Piece::Tag(tag) => Some((tag.name, tag.attributes)),
            _ => None,
        });
        tags.collect()
    }

    #[test]
    fn tags_are_found_with_their_attributes() {
        assert_eq!(
            tags(
                "<!doctype html>\n<link\n  rel=\"a b\" crossorigin>text</p><meta name=\"x>y\" content=\"\" />"
            ),
            [
                ("link", vec![("rel", "a b"), ("crossorigin", "")]),
                ("meta", vec![("name", "x>y"), ("content", "")])
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_is_none() {
        assert_eq!(tags("<!-- <a> --><script type=\"x\">\"<b>\" <!-- c --></script><i>").len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for html in [
            "<!-- open",
            "<a href='x'>",
            "<a href=x>",
            "<A>",
            "< a>",
            "<a b=\"c>",
            "<script>",
            "<a b b>",
            "<a",
            "a < b",
        ] {
            assert!(pieces(html).is_err(), "{html}");
        }
    }
}
