//! The parts of the program beside its first file: what divides them off in the source, and which files they are in.

use super::split::Behind;

/// A part of the program that need not be there at once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What scripts call it, and what marks its data.
    pub(crate) name: &'static str,
    /// The functions of `portico::later` behind which it is.
    gates: &'static [&'static str],
    /// What the names of its gates end in after the first turn of wasm-opt; before it, their path tells.
    pub(super) mark: &'static str,
    /// Those that are there whenever this one is: what both need is in theirs only.
    with: &'static [&'static str],
    /// The file of our own page that it is in; empty, the first one: a page that is there to be left has all at once that is needed for that.
    in_page: &'static str,
}

/// All of them. [`crate::size`] says who loads which.
const PARTS: [Part; 13] = [
    Part { name: "leave", gates: &["leave"], mark: "-gate-leave", with: &[], in_page: "" },
    Part { name: "later", gates: &["run", "poll"], mark: "-gate-later", with: &["leave"], in_page: "later" },
    Part { name: "oidc", gates: &["oidc"], mark: "-gate-oidc", with: &[], in_page: "oidc" },
    Part {
        name: "oidc-leave",
        gates: &["oidc_leave"],
        mark: "-gate-o-leave",
        with: &["leave", "oidc"],
        in_page: "oidc",
    },
    Part { name: "failed", gates: &["failed"], mark: "-gate-failed", with: &[], in_page: "failed" },
    Part { name: "element", gates: &["element"], mark: "-gate-element", with: &[], in_page: "element" },
    Part {
        name: "element-leave",
        gates: &["element_leave"],
        mark: "-gate-e-leave",
        with: &["leave", "element"],
        in_page: "element",
    },
    Part {
        name: "accounts",
        gates: &["accounts"],
        mark: "-gate-accounts",
        with: &["leave", "later"],
        in_page: "accounts",
    },
    Part { name: "pocketbase", gates: &["pocketbase"], mark: "-gate-pb", with: &[], in_page: "pocketbase" },
    Part {
        name: "pocketbase-leave",
        gates: &["pocketbase_leave"],
        mark: "-gate-p-leave",
        with: &["leave", "pocketbase"],
        in_page: "pocketbase",
    },
    Part {
        name: "pocketbase-later",
        gates: &["pocketbase_later"],
        mark: "-gate-pb-later",
        with: &["leave", "later", "accounts", "pocketbase"],
        in_page: "pocketbase-later",
    },
    Part {
        name: "better-auth",
        gates: &["better_auth"],
        mark: "-gate-ba",
        with: &[],
        in_page: "better-auth",
    },
    Part {
        name: "better-auth-later",
        gates: &["better_auth_later"],
        mark: "-gate-ba-later",
        with: &["leave", "later", "accounts", "better-auth"],
        in_page: "better-auth-later",
    },
];

/// Whose files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Our own page.
    Page,
    /// The elements of somebody else's.
    Element,
}

/// The names of the files beside the first one.
pub(crate) fn names(of: Of) -> Vec<&'static str> {
    let is_file = |part: &&Part| of == Of::Element || part.in_page == part.name;
    PARTS.iter().filter(is_file).map(|part| part.name).collect()
}

/// What is behind which gates, in the order of the names.
pub(super) fn behind(of: Of) -> Vec<Behind> {
    let names = names(of);
    let file_of = |part: &Part| if of == Of::Page { part.in_page } else { part.name };
    let behind = |name: &&'static str| {
        let parts: Vec<_> = PARTS.iter().filter(|part| file_of(part) == *name).collect();
        let with = |there: &str| parts.iter().any(|part| part.with.contains(&there)) && there != *name;
        Behind {
            names: parts.iter().map(|part| part.name).collect(),
            marks: parts.iter().map(|part| part.mark).collect(),
            with: (0..names.len()).filter(|index| with(names[*index])).collect(),
        }
    };
    names.iter().map(behind).collect()
}

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
