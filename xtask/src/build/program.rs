//! What a wasm consists of, as far as putting it in order and dividing it need to know.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use wasmparser::{
    ElementItems, ExternalKind, FunctionBody, GlobalType, KnownCustom, MemoryType, Name, Operator, Parser,
    Payload, TableType, TypeRef, TypeSectionReader,
};

/// A function is known by its index: first those that are imported, then those that are defined.
pub(super) type Function = u32;

#[derive(Debug)]
pub(super) struct Program<'a> {
    pub(super) types: Option<TypeSectionReader<'a>>,
    /// The type of each function.
    pub(super) functions: Vec<u32>,
    /// So many of them are imported.
    pub(super) imported: u32,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    pub(super) exports: Vec<(&'a str, ExternalKind, u32)>,
    /// Functions that can be called in another way than by a call: exports, those in tables.
    pub(super) roots: BTreeSet<Function>,
    names: BTreeMap<Function, &'a str>,
}

impl<'a> Program<'a> {
    pub(super) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut it = Self {
            types: None,
            functions: Vec::new(),
            imported: 0,
            bodies: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            roots: BTreeSet::new(),
            names: BTreeMap::new(),
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => it.types = Some(types),
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let TypeRef::Func(kind) = import?.ty else { bail!("only functions are imported") };
                        it.functions.push(kind);
                        it.imported += 1;
                    }
                }
                Payload::FunctionSection(types) => {
                    for kind in types {
                        it.functions.push(kind?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        it.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        it.memories.push(memory?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        it.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        it.exports.push((export.name, export.kind, export.index));
                    }
                }
                Payload::StartSection { func, .. } => it.roots.extend([func]),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        match element?.items {
                            ElementItems::Functions(functions) => {
                                for function in functions {
                                    it.roots.insert(function?);
                                }
                            }
                            ElementItems::Expressions(..) => bail!("elements are listed by their index"),
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => it.bodies.push(body),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            if let Name::Function(functions) = name? {
                                for function in functions {
                                    let function = function?;
                                    it.names.insert(function.index, function.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let exported = it.exports.iter().filter(|(_, kind, _)| *kind == ExternalKind::Func);
        it.roots.extend(exported.map(|(_, _, index)| *index));
        Ok(it)
    }

    /// What a function is called, if it was said.
    pub(super) fn name(&self, function: Function) -> Option<&'a str> {
        self.names.get(&function).copied()
    }

    /// How many functions have such a name.
    pub(super) fn count(&self, is_it: impl Fn(&str) -> bool) -> usize {
        self.names.values().filter(|name| is_it(name)).count()
    }

    /// The functions whose name ends in this.
    pub(super) fn named(&self, end: &str) -> BTreeSet<Function> {
        self.names.iter().filter(|(_, name)| name.ends_with(end)).map(|(function, _)| *function).collect()
    }

    /// The body of a function; `None` if it is imported.
    pub(super) fn body(&self, function: Function) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported)? as usize)
    }

    pub(super) fn type_of(&self, function: Function) -> Result<u32> {
        self.functions.get(function as usize).copied().with_context(|| format!("no function {function}"))
    }

    /// The functions that this one calls.
    pub(super) fn calls(&self, function: Function) -> Result<BTreeSet<Function>> {
        let mut called = BTreeSet::new();
        let Some(body) = self.body(function) else { return Ok(called) };
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => {
                    called.insert(function_index);
                }
                // Neither rustc nor Binaryen makes these of what we have.
                Operator::ReturnCall { .. } | Operator::RefFunc { .. } => {
                    bail!("function {function} refers to another one by something else than a call")
                }
                _ => {}
            }
        }
        Ok(called)
    }

    /// All that is called from these, and they themselves, without going beyond `gates`.
    pub(super) fn reach(
        &self,
        from: &BTreeSet<Function>,
        gates: &BTreeSet<Function>,
    ) -> Result<BTreeSet<Function>> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<_> = from.iter().copied().collect();
        while let Some(function) = open.pop() {
            if !gates.contains(&function) && reached.insert(function) {
                open.extend(self.calls(function)?);
            }
        }
        Ok(reached)
    }
}
