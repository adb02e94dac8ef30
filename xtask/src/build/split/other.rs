//! Another file: what is behind the gates of one kind.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, FunctionSection,
    ImportSection, Module, TypeSection,
};

use super::super::program::Function;
use super::super::wasm::MODULE;
use super::data::Block;
use super::{Kind, Plan};

pub(super) fn encode(plan: &Plan<'_>, own: &BTreeSet<Function>, data: &[Block]) -> Result<Vec<u8>> {
    let mut encoder = Other::new(plan, own)?;
    let mut imports = ImportSection::new();
    for (what, name) in encoder.imports() {
        imports.import(MODULE, name, encoder.imported(what)?);
    }
    let (mut functions, mut code, mut elements) =
        (FunctionSection::new(), CodeSection::new(), ElementSection::new());
    for function in own {
        functions.function(encoder.type_index(plan.program.type_of(*function)?).context("types")?);
        let body = plan.program.body(*function).context("it is defined")?;
        encoder.parse_function_body(&mut code, body.clone()).context("another file")?;
    }
    for gate in encoder.gates.clone() {
        let kind = encoder.type_index(plan.program.type_of(gate)?).context("types")?;
        functions.function(kind);
        code.function(&plan.stub(gate, kind).context("a stub")?);
    }
    let table = (plan.table > 0).then_some(plan.table);
    for (place, indices) in encoder.runs(own)? {
        elements.active(
            table,
            &ConstExpr::i32_const(i32::try_from(place)?),
            Elements::Functions(indices.into()),
        );
    }
    let types = encoder.types()?;
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
    let mut section = DataSection::new();
    for block in data {
        section.active(0, &ConstExpr::i32_const(block.address), block.bytes.iter().copied());
    }
    module.section(&section);
    Ok(module.finish())
}

struct Other<'a> {
    plan: &'a Plan<'a>,
    /// What the functions here call of the first file.
    called: BTreeSet<Function>,
    /// The gates of other files that are called here.
    gates: Vec<Function>,
    /// The index of each function in this file: what is imported, what is defined, then a stub for each gate.
    indices: BTreeMap<Function, u32>,
    /// The types that are used here, in the order of this file, by their index in the whole program.
    types: Vec<u32>,
}

impl<'a> Other<'a> {
    fn new(plan: &'a Plan<'a>, own: &BTreeSet<Function>) -> Result<Self> {
        let called: BTreeSet<_> = plan.called(own)?.intersection(&plan.first).copied().collect();
        let gates = plan.gates_called(own)?;
        let all = called.iter().chain(own).chain(&gates);
        let indices = all.copied().zip(0..).collect();
        Ok(Self { plan, called, gates, indices, types: Vec::new() })
    }

    /// What goes into the table: functions that stand one after the other there, with the place of the first.
    fn runs(&self, own: &BTreeSet<Function>) -> Result<Vec<(u64, Vec<u32>)>> {
        let mut runs: Vec<(u64, Vec<u32>)> = Vec::new();
        // Places are given in the order of the functions.
        for (function, place) in self.plan.gates.iter().filter(|(function, _)| own.contains(function)) {
            let index = *self.indices.get(function).context("gates are defined")?;
            match runs.last_mut() {
                Some((start, indices)) if *start + indices.len() as u64 == *place => indices.push(index),
                _ => runs.push((*place, vec![index])),
            }
        }
        Ok(runs)
    }

    /// The types that are used here. To be called last.
    fn types(&self) -> Result<TypeSection> {
        let all = self.plan.types()?;
        let mut section = TypeSection::new();
        for kind in &self.types {
            let kind = all.get(*kind as usize).context("a type")?;
            section.ty().func_type(&RoundtripReencoder.func_type(kind.clone()).context("types")?);
        }
        Ok(section)
    }

    /// Of all that is shared, what is needed here.
    fn imports(&self) -> Vec<((Kind, u32), &'a str)> {
        let is_needed = |(kind, index): &(Kind, u32)| *kind != Kind::Function || self.called.contains(index);
        let shared = self.plan.shared.iter().filter(|(what, _)| is_needed(what));
        shared.map(|(what, name)| (*what, name.as_str())).collect()
    }

    fn imported(&mut self, (kind, index): (Kind, u32)) -> Result<EntityType> {
        let (program, place) = (&self.plan.program, index as usize);
        Ok(match kind {
            Kind::Memory => self.memory_type(program.memories[place])?.into(),
            Kind::Table => {
                let mut table = self.table_type(program.tables[place])?;
                if index == self.plan.table {
                    let more = self.plan.gates.len() as u64;
                    table.minimum += more;
                    table.maximum = table.maximum.map(|most| most + more);
                }
                table.into()
            }
            Kind::Global => self.global_type(program.globals[place])?.into(),
            Kind::Function => {
                let kind = program.type_of(index)?;
                EntityType::Function(self.type_index(kind).context("types")?)
            }
        })
    }
}

impl Reencode for Other<'_> {
    type Error = Infallible;

    fn type_index(&mut self, kind: u32) -> Result<u32, Error<Infallible>> {
        let known = self.types.iter().position(|known| *known == kind);
        let index = known.unwrap_or_else(|| {
            self.types.push(kind);
            self.types.len() - 1
        });
        u32::try_from(index).map_err(|_| Error::CanonicalizedHeapTypeReference)
    }

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        // All that is called from here is here, shared, or behind a gate.
        self.indices.get(&function).copied().ok_or(Error::CanonicalizedHeapTypeReference)
    }
}
