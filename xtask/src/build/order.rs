//! An order of a wasm's functions in which brotli finds more that it has seen before.
//!
//! Functions that begin alike stand together: their locals, the frame on the stack, the first calls.
//! Binaryen can sort functions by their names, and after its first turn they have none that anybody needs.
//! So each is named by its place.

use anyhow::Result;
use wasm_encoder::{Module, NameMap, NameSection, RawSection};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

use super::program::Program;

/// The wasm with a name for each function, such that the order of the names is that of the bytes. What `mark` says
/// of the old name is added.
pub(super) fn name_by_content(wasm: &[u8], mark: impl Fn(&str) -> &'static str) -> Result<Vec<u8>> {
    let program = Program::read(wasm)?;
    let mut order: Vec<_> = (0..program.bodies.len()).collect();
    let keys: Vec<Vec<u8>> = program.bodies.iter().map(key).collect::<Result<_>>()?;
    order.sort_by_key(|&function| &keys[function]);
    let mut places = vec![0; order.len()];
    for (place, function) in order.into_iter().enumerate() {
        places[function] = place;
    }
    let mut functions = NameMap::new();
    for (index, place) in (program.imported..).zip(places) {
        functions.append(index, &format!("{place:06}{}", program.name(index).map_or("", &mark)));
    }
    let mut names = NameSection::new();
    names.functions(&functions);
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let is_names = matches!(&payload, Payload::CustomSection(section) if section.name() == "name");
        if let Some((id, range)) = payload.as_section().filter(|_| !is_names) {
            module.section(&RawSection { id, data: &wasm[range] });
        }
    }
    module.section(&names);
    Ok(module.finish())
}

/// What a function is sorted by: its bytes, but for the functions that it calls. Their numbers follow from the order in
/// which the compiler has left them, which any change elsewhere may turn over.
fn key(body: &FunctionBody<'_>) -> Result<Vec<u8>> {
    let mut operators = body.get_operators_reader()?;
    let (bytes, begin) = (body.as_bytes(), body.range().start);
    let mut at = operators.original_position() - begin;
    let mut key = bytes[..at].to_vec();
    while !operators.eof() {
        let operator = operators.read()?;
        let end = operators.original_position() - begin;
        // The first byte says that it is a call.
        let is_call = matches!(operator, Operator::Call { .. });
        key.extend_from_slice(if is_call { &bytes[at..=at] } else { &bytes[at..end] });
        at = end;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, Function, FunctionSection, ImportSection, Module, TypeSection, ValType,
    };
    use wasmparser::{KnownCustom, Name, Payload};

    /// A module that imports one function and has one for each of these numbers, which it drops.
    fn module(numbers: &[i32]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], [] as [ValType; 0]);
        imports.import("a", "a", EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for number in numbers {
            functions.function(0);
            let mut function = Function::new([]);
            function.instructions().i32_const(*number).drop().end();
            code.function(&function);
        }
        Module::new().section(&types).section(&imports).section(&functions).section(&code).clone().finish()
    }

    /// The names of its functions, by their index.
    fn names(wasm: &[u8]) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let Payload::CustomSection(section) = payload.unwrap() else { continue };
            let KnownCustom::Name(names) = section.as_known() else { continue };
            for name in names {
                let Name::Function(functions) = name.unwrap() else { continue };
                found.extend(functions.into_iter().map(|name| name.unwrap()));
            }
        }
        found.into_iter().map(|name| (name.index, name.name.to_owned())).collect()
    }

    #[test]
    fn functions_are_named_in_the_order_of_their_bytes() {
        let named = name_by_content(&module(&[5, 1, 5, 3]), |_| "").unwrap();
        let expected = [(1, "000002"), (2, "000000"), (3, "000003"), (4, "000001")];
        assert_eq!(names(&named), expected.map(|(index, name)| (index, name.to_owned())));
    }

    #[test]
    fn what_is_said_of_an_old_name_is_added_to_the_new_one() {
        let named = name_by_content(&module(&[2, 1]), |_| "").unwrap();
        let again = name_by_content(&named, |name| if name == "000001" { "-first" } else { "" }).unwrap();
        assert_eq!(names(&again), [(1, "000001-first".to_owned()), (2, "000000".to_owned())]);
    }

    #[test]
    fn what_is_no_wasm_is_an_error() {
        assert!(name_by_content(b"no wasm", |_| "").is_err());
    }

    #[test]
    fn whom_a_function_calls_does_not_count() {
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for (called, dropped) in [(0, 1), (700, 1), (0, 2)] {
            let mut function = Function::new([]);
            function.instructions().call(called).i32_const(dropped).drop().end();
            functions.function(0);
            code.function(&function);
        }
        let module = Module::new().section(&functions).section(&code).clone().finish();
        let mut keys = Vec::new();
        for payload in Parser::new(0).parse_all(&module) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                keys.push(key(&body).unwrap());
            }
        }
        assert_eq!(keys[0], keys[1]);
        assert!(keys[0] < keys[2]);
    }
}
