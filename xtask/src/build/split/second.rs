//! The second file: what is behind the gates.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection, Module,
    TypeSection,
};

use super::super::program::Function;
use super::super::wasm::MODULE;
use super::{Kind, Plan};

pub(super) fn encode(plan: &Plan<'_>) -> Result<Vec<u8>> {
    let mut encoder = Second::new(plan);
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    if let Some(all) = &plan.program.types {
        encoder.parse_type_section(&mut types, all.clone()).context("types")?;
    }
    for ((kind, index), name) in &plan.shared {
        imports.import(MODULE, name, encoder.imported(*kind, *index)?);
    }
    let (mut functions, mut code, mut elements) =
        (FunctionSection::new(), CodeSection::new(), ElementSection::new());
    for function in &plan.second {
        functions.function(plan.program.type_of(*function)?);
        let body = plan.program.body(*function).context("it is defined")?;
        encoder.parse_function_body(&mut code, body.clone()).context("the second file")?;
    }
    if let Some(place) = plan.gates.values().next() {
        let gates: Option<Vec<_>> =
            plan.gates.keys().map(|gate| encoder.indices.get(gate).copied()).collect();
        let gates = Elements::Functions(gates.context("gates are defined")?.into());
        let table = (plan.table > 0).then_some(plan.table);
        elements.active(table, &ConstExpr::i32_const(i32::try_from(*place)?), gates);
    }
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
    Ok(module.finish())
}

struct Second<'a> {
    plan: &'a Plan<'a>,
    /// The index of each function in this file: what is imported, then what is defined.
    indices: BTreeMap<Function, u32>,
}

impl<'a> Second<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        let imported =
            plan.shared.keys().filter(|(kind, _)| *kind == Kind::Function).map(|(_, index)| *index);
        Self { plan, indices: imported.chain(plan.second.iter().copied()).zip(0..).collect() }
    }

    fn imported(&mut self, kind: Kind, index: u32) -> Result<EntityType> {
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
            Kind::Function => EntityType::Function(program.type_of(index)?),
        })
    }
}

impl Reencode for Second<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        // All that is called from here is either here or shared.
        self.indices.get(&function).copied().ok_or(Error::CanonicalizedHeapTypeReference)
    }
}
