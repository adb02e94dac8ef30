//! One program in several files: what a first visit needs, and what is loaded when there is a use for it.
//!
//! In the source, `portico::later` marks the seams: functions of it are gates, of one kind for each further file. All
//! that is called only from behind the gates of one kind goes to the file of that kind. It imports the memory, the
//! tables and whatever it calls of the first one, and puts its gates into the table of functions, where the other
//! files call them. Which gate is behind which `if` is the source's affair: before its file is there, a gate is an empty
//! place in the table, and calling it a trap.
//!
//! What can be called in another way than by a plain call (closures, futures, exports) stays in the first file. What two
//! files need is in both, unless one of them is there whenever the other one is: then the table leads from this to that.
//! Data stays in the first file, but for what is marked (`data`): who uses it can't be told from the program.

mod data;
mod first;
mod other;
mod stub;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use wasmparser::{ExternalKind, Validator};

use super::program::{Function, Program};

/// A program in several files.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) first: Vec<u8>,
    /// In the order of their gates' kinds.
    pub(super) others: Vec<Vec<u8>>,
}

/// The functions that a further file is behind.
#[derive(Debug)]
pub(super) struct Behind {
    /// What marks its data.
    pub(super) names: Vec<&'static str>,
    /// What their names end in.
    pub(super) marks: Vec<&'static str>,
    /// Other files that are there whenever this one is, by their places.
    pub(super) with: Vec<usize>,
}

/// Where everything goes.
#[derive(Debug)]
struct Plan<'a> {
    program: Program<'a>,
    /// Those of the first file, imported ones too.
    first: BTreeSet<Function>,
    /// Those of each other file.
    others: Vec<BTreeSet<Function>>,
    /// What is called through the table from other files, gates and others, with its place there.
    gates: BTreeMap<Function, u64>,
    /// The table of functions.
    table: u32,
    /// What the first file exports for the others, besides what it exports anyway.
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

/// Divides a program whose names are still there.
pub(super) fn split(wasm: &[u8], kinds: &[Behind]) -> Result<Files> {
    let mut wasm = wasm.to_vec();
    let names: Vec<_> = kinds.iter().map(|kind| kind.names.as_slice()).collect();
    let data = data::take(&mut wasm, &names)?;
    let plan = Plan::of(Program::read(&wasm)?, kinds)?;
    let others = plan.others.iter().zip(&data);
    let others = others.map(|(other, data)| other::encode(&plan, other, data)).collect::<Result<Vec<_>>>()?;
    let files = Files { first: first::encode(&plan, &wasm)?, others };
    for file in files.others.iter().chain([&files.first]) {
        Validator::new().validate_all(file).context("a file of the divided program is no wasm")?;
    }
    Ok(files)
}

impl<'a> Plan<'a> {
    fn of(program: Program<'a>, kinds: &[Behind]) -> Result<Self> {
        let mut of_kind = Vec::new();
        for kind in kinds {
            let mut gates = BTreeSet::new();
            for mark in &kind.marks {
                let own = program.named(mark);
                if own.is_empty() {
                    bail!("no function has a name that ends in {mark:?}");
                }
                gates.extend(own);
            }
            of_kind.push(gates);
        }
        let mut gates: BTreeSet<_> = of_kind.iter().flatten().copied().collect();
        if let Some(function) = program.roots.intersection(&gates).next() {
            bail!("function {function} is called in another way than by a call, and can't be a gate");
        }
        let mut first = program.reach(&program.roots, &gates)?;
        // What the script imports to the first file, it has for the others.
        first.extend(0..program.imported);
        let mut others = Vec::new();
        for own in &of_kind {
            let mut behind = BTreeSet::new();
            for gate in own {
                behind.extend(program.calls(*gate)?);
            }
            let mut other = program.reach(&behind, &gates)?;
            other.retain(|function| !first.contains(function));
            other.extend(own);
            others.push(other);
        }
        // What is in a file that is there anyway is called there.
        let all = others.clone();
        for (other, kind) in others.iter_mut().zip(kinds) {
            for there in kind.with.iter().filter_map(|place| all.get(*place)) {
                other.retain(|function| !there.contains(function));
            }
        }
        for other in &others {
            for function in other {
                let called = program.calls(*function)?;
                gates.extend(called.iter().filter(|it| !first.contains(it) && !other.contains(it)));
            }
        }
        let table = program.tables.iter().position(|table| table.element_type.is_func_ref());
        let table = table.context("the program has no table of functions")?;
        let gates = gates.into_iter().zip(program.tables[table].initial..).collect();
        let table = u32::try_from(table)?;
        let mut plan = Self { first, others, gates, table, shared: BTreeMap::new(), program };
        let mut needed = BTreeSet::new();
        for other in &plan.others {
            needed.extend(plan.called(other)?.intersection(&plan.first));
        }
        plan.share(&needed);
        Ok(plan)
    }

    /// All that these functions call and that is not among them.
    fn called(&self, functions: &BTreeSet<Function>) -> Result<BTreeSet<Function>> {
        let mut called = BTreeSet::new();
        for function in functions {
            called.extend(self.program.calls(*function)?);
        }
        Ok(called.difference(functions).copied().collect())
    }

    /// The gates of other files that these functions call.
    fn gates_called(&self, functions: &BTreeSet<Function>) -> Result<Vec<Function>> {
        Ok(self.called(functions)?.into_iter().filter(|function| self.gates.contains_key(function)).collect())
    }

    /// Gives a name to all that the other files import.
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
