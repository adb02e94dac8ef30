//! One program in two files: what a first visit needs, and what is loaded later.
//!
//! In the source, `portico::later` marks the seam: functions of it are gates. All that is called only from behind
//! gates goes to the second file. It imports the memory, the tables and whatever it calls of the first one, and
//! puts its gates into the table of functions, where the first file calls them. Which gate is behind which `if` is
//! the source's affair: before the second file is there, a gate is an empty place in the table, and calling it a
//! trap.
//!
//! What can be called in another way than by a plain call (closures, futures, exports) stays in the first file.
//! So does all data: strings that only the second file uses can't be told from others.

mod first;
mod second;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use wasmparser::{ExternalKind, Validator};

use super::program::{Function, Program};

/// A program in two files.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) first: Vec<u8>,
    pub(super) second: Vec<u8>,
}

/// Where everything goes.
#[derive(Debug)]
struct Plan<'a> {
    program: Program<'a>,
    /// Those of the first file, imported ones too.
    first: BTreeSet<Function>,
    second: BTreeSet<Function>,
    /// Those of the second file that the first one calls, with their places in the table.
    gates: BTreeMap<Function, u64>,
    /// The table of functions.
    table: u32,
    /// What the first file exports for the second one, besides what it exports anyway.
    shared: BTreeMap<(Kind, u32), String>,
}

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Memory,
    Table,
    Global,
    Function,
}

/// Divides a program whose names are still there; functions with `gate` in their name are gates.
pub(super) fn split(wasm: &[u8], gate: &str) -> Result<Files> {
    let plan = Plan::of(Program::read(wasm)?, gate)?;
    let files = Files { first: first::encode(&plan, wasm)?, second: second::encode(&plan)? };
    for (file, name) in [(&files.first, "first"), (&files.second, "second")] {
        Validator::new().validate_all(file).with_context(|| format!("the {name} file is no wasm"))?;
    }
    Ok(files)
}

impl<'a> Plan<'a> {
    fn of(program: Program<'a>, gate: &str) -> Result<Self> {
        let gates = program.named(gate);
        if gates.is_empty() {
            bail!("no function has {gate:?} in its name");
        }
        if let Some(function) = program.roots.intersection(&gates).next() {
            bail!("function {function} is called in another way than by a call, and can't be a gate");
        }
        let first = program.reach(&program.roots, &gates)?;
        let second: BTreeSet<_> =
            (program.imported..).take(program.bodies.len()).filter(|it| !first.contains(it)).collect();
        let (mut called, mut needed) = (BTreeSet::new(), BTreeSet::new());
        for function in &first {
            called.extend(program.calls(*function)?.intersection(&second));
        }
        for function in &second {
            needed.extend(program.calls(*function)?.difference(&second));
        }
        let table = program.tables.iter().position(|table| table.element_type.is_func_ref());
        let table = table.context("the program has no table of functions")?;
        let places = program.tables[table].initial..;
        let gates = called.into_iter().zip(places).collect();
        let mut plan =
            Self { first, second, gates, table: u32::try_from(table)?, shared: BTreeMap::new(), program };
        plan.share(&needed);
        Ok(plan)
    }

    /// Gives a name to all that the second file imports.
    fn share(&mut self, functions: &BTreeSet<Function>) {
        let count = |of: usize| 0..u32::try_from(of).unwrap_or(u32::MAX);
        let all = count(self.program.memories.len())
            .map(|index| (Kind::Memory, index))
            .chain(count(self.program.tables.len()).map(|index| (Kind::Table, index)))
            .chain(count(self.program.globals.len()).map(|index| (Kind::Global, index)))
            .chain(functions.iter().map(|index| (Kind::Function, *index)));
        let taken: BTreeSet<_> = self.program.exports.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let mut free = (0..).map(short).filter(|name| !taken.contains(name));
        for what in all {
            let exported =
                self.program.exports.iter().find(|(_, kind, index)| what == (Kind::of(*kind), *index));
            let name = exported.map(|(name, ..)| (*name).to_owned()).or_else(|| free.next());
            self.shared.extend(name.map(|name| (what, name)));
        }
    }
}

impl Kind {
    fn of(kind: ExternalKind) -> Self {
        match kind {
            ExternalKind::Memory => Self::Memory,
            ExternalKind::Table => Self::Table,
            // There are no tags.
            ExternalKind::Global | ExternalKind::Tag => Self::Global,
            ExternalKind::Func | ExternalKind::FuncExact => Self::Function,
        }
    }
}

/// A short name for a number: `a` to `Z`, then `aa` and so on.
fn short(mut number: u32) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[number as usize % LETTERS.len()]));
        match (number as usize / LETTERS.len()).checked_sub(1) {
            Some(rest) => number = u32::try_from(rest).unwrap_or(0),
            None => return name,
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
