//! The first file: the program without what is behind gates.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, ExportKind, ExportSection, FunctionSection, Module, TableSection};
use wasmparser::{CodeSectionReader, ExportSectionReader, FunctionSectionReader, Parser};

use super::super::program::Function;
use super::{Kind, Plan};

pub(super) fn encode(plan: &Plan<'_>, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mut encoder = First::new(plan)?;
    encoder.parse_core_module(&mut module, Parser::new(0), wasm).context("the first file")?;
    Ok(module.finish())
}

struct First<'a> {
    plan: &'a Plan<'a>,
    /// Those that are defined here.
    defined: Vec<Function>,
    /// The gates that are called here.
    gates: Vec<Function>,
    /// The index of each function in this file: imported ones, defined ones, then a stub for each gate.
    indices: BTreeMap<Function, u32>,
    /// So many were written.
    tables: u32,
}

impl<'a> First<'a> {
    fn new(plan: &'a Plan<'a>) -> Result<Self> {
        let imported = plan.program.imported;
        let defined: Vec<_> = plan.first.range(imported..).copied().collect();
        let gates = plan.gates_called(&plan.first)?;
        let all = (0..imported).chain(defined.iter().copied()).chain(gates.iter().copied());
        Ok(Self { plan, indices: all.zip(0..).collect(), defined, gates, tables: 0 })
    }
}

impl Reencode for First<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        // What stays calls what stays, and gates: that is how it was chosen.
        self.indices.get(&function).copied().ok_or(Error::CanonicalizedHeapTypeReference)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for function in self.defined.iter().chain(&self.gates) {
            functions.function(self.plan.program.functions[*function as usize]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let plan = self.plan;
        let defined = self.defined.clone();
        for body in defined.into_iter().filter_map(|function| plan.program.body(function)) {
            self.parse_function_body(code, body.clone())?;
        }
        for gate in &self.gates {
            code.function(&plan.stub(*gate, plan.program.functions[*gate as usize])?);
        }
        Ok(())
    }

    fn parse_table(
        &mut self,
        tables: &mut TableSection,
        mut table: wasmparser::Table<'_>,
    ) -> Result<(), Error<Infallible>> {
        if self.tables == self.plan.table {
            let more = self.plan.gates.len() as u64;
            table.ty.initial += more;
            table.ty.maximum = table.ty.maximum.map(|most| most + more);
        }
        self.tables += 1;
        utils::parse_table(self, tables, table)
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        let is_there = |name: &str| self.plan.program.exports.iter().any(|(there, ..)| *there == name);
        for ((kind, index), name) in self.plan.shared.iter().filter(|(_, name)| !is_there(name)) {
            let (kind, index) = match kind {
                Kind::Memory => (ExportKind::Memory, *index),
                Kind::Table => (ExportKind::Table, *index),
                Kind::Global => (ExportKind::Global, *index),
                Kind::Function => (ExportKind::Func, self.function_index(*index)?),
            };
            exports.export(name, kind, index);
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        // Names, which nobody needs any more.
        Ok(())
    }
}
