//! A text of lines and blocks.

/// Lines, of which those of a block are indented.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
    indent: &'static str,
    depth: usize,
}

impl Lines {
    /// A text that begins with these lines.
    pub(super) fn new(about: &str, indent: &'static str) -> Self {
        Self { text: about.to_owned(), indent, depth: 0 }
    }

    /// Another line.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.text += &self.indent.repeat(self.depth);
        self.text += line.as_ref();
        self.text.push('\n');
    }

    /// A block: its first line, what is in it, and its last line.
    pub(super) fn block(&mut self, first: impl AsRef<str>, last: &str, inside: impl FnOnce(&mut Self)) {
        self.line(first);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line(last);
    }

    /// The whole.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
