//! The parts of the program beside its first file: what divides them off in the source, and what the page calls them.

/// One more file of the program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// `data-<name>` of the script tag, where boot.js finds the file.
    pub(crate) name: &'static str,
    /// The functions of `portico::later` behind which it is.
    gates: &'static [&'static str],
    /// What the names of its gates end in after the first turn of wasm-opt; before it, their path tells.
    pub(super) mark: &'static str,
    /// Those that are there whenever this one is: what both need is in theirs only.
    with: &'static [&'static str],
}

impl Part {
    /// Where those stand that are there whenever this one is.
    pub(super) fn with(&self) -> Vec<usize> {
        (0..PARTS.len()).filter(|index| self.with.contains(&PARTS[*index].name)).collect()
    }
}

/// All of them. [`crate::size`] says who loads which.
pub(crate) const PARTS: [Part; 9] = [
    Part { name: "later", gates: &["run", "poll"], mark: "-gate-later", with: &[] },
    Part { name: "oidc", gates: &["oidc"], mark: "-gate-oidc", with: &[] },
    Part { name: "failed", gates: &["failed"], mark: "-gate-failed", with: &[] },
    Part { name: "element", gates: &["element"], mark: "-gate-element", with: &[] },
    Part { name: "accounts", gates: &["accounts"], mark: "-gate-accounts", with: &["later"] },
    Part { name: "pocketbase", gates: &["pocketbase"], mark: "-gate-pb", with: &[] },
    Part {
        name: "pocketbase-later",
        gates: &["pocketbase_later"],
        mark: "-gate-pb-later",
        with: &["later", "accounts", "pocketbase"],
    },
    Part { name: "better-auth", gates: &["better_auth"], mark: "-gate-ba", with: &[] },
    Part {
        name: "better-auth-later",
        gates: &["better_auth_later"],
        mark: "-gate-ba-later",
        with: &["later", "accounts", "better-auth"],
    },
];

/// The mark of the part behind a gate, by the gate's name as wasm-bindgen prints it:
/// `portico[dde66ce9c64c86a4]::later::run::<…>`. None for other functions.
pub(super) fn mark(name: &str) -> Option<&'static str> {
    let (hash, path) = name.strip_prefix("portico[")?.split_once("]::later::")?;
    let (function, _) = path.split_once("::<").filter(|_| hash.bytes().all(|it| it.is_ascii_hexdigit()))?;
    PARTS.iter().find(|part| part.gates.contains(&function)).map(|part| part.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_known_by_their_path() {
        for (name, expected) in [
            (
                "portico[dde66ce9c64c86a4]::later::run::<(), portico[dde66ce9c64c86a4]::session::step::{closure#0}>",
                Some("-gate-later"),
            ),
            ("portico[dde66ce9c64c86a4]::later::poll::<F>", Some("-gate-later")),
            ("portico[dde66ce9c64c86a4]::later::pocketbase::<F>", Some("-gate-pb")),
            ("portico[dde66ce9c64c86a4]::later::wait::<F>", None),
            ("<portico[dde66ce9c64c86a4]::later::run::<F> as core::ops::FnOnce>::call_once", None),
            ("portico[dde66ce9c64c86a4]::ui::later::run::<F>", None),
            ("core[1]::later::run::<F>", None),
        ] {
            assert_eq!(mark(name), expected, "{name}");
        }
    }

    #[test]
    fn no_mark_ends_in_another_one() {
        for part in &PARTS {
            let others = PARTS.iter().filter(|other| *other != part);
            assert!(others.clone().all(|other| !other.mark.ends_with(part.mark)), "{part:?}");
        }
    }
}
