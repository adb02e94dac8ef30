//! A program runs the same in two files as in one, and not at all without the second.

use super::*;
use std::fs;
use std::process::Command;

use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, FunctionSection,
    GlobalSection, ImportSection, MemorySection, Module, NameMap, NameSection, RefType, TableSection,
    TypeSection, ValType,
};
use wasmparser::Payload;

/// `run(x)`, exported as `a`, is `gate(x) + twice(x)`; `gate` logs twice its number, adds what `hidden` answers, and
/// calls what is in the table. `IN_TABLE` is what is there. `SHARED` answers what `gate` and `hidden` give it.
const RUN: u32 = 1;
const GATE: u32 = 2;
const TWICE: u32 = 3;
const HIDDEN: u32 = 4;
const IN_TABLE: u32 = 5;
const SHARED: u32 = 6;

fn program(in_table: u32, gate: &str) -> Vec<u8> {
    let (mut types, mut imports, mut functions) =
        (TypeSection::new(), ImportSection::new(), FunctionSection::new());
    types.ty().function([ValType::I32], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    imports.import("a", "log", EntityType::Function(0));
    for _ in RUN..=SHARED {
        functions.function(1);
    }
    let (mut tables, mut memories, mut globals) =
        (TableSection::new(), MemorySection::new(), GlobalSection::new());
    for element_type in [RefType::EXTERNREF, RefType::FUNCREF] {
        let table = wasm_encoder::TableType {
            element_type,
            minimum: 2,
            maximum: Some(2),
            table64: false,
            shared: false,
        };
        tables.table(table);
    }
    memories.memory(wasm_encoder::MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let number = wasm_encoder::GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(number, &ConstExpr::i32_const(100));
    let (mut exports, mut elements, mut code) =
        (ExportSection::new(), ElementSection::new(), CodeSection::new());
    exports.export("a", ExportKind::Func, RUN).export("memory", ExportKind::Memory, 0);
    let listed = Elements::Functions(vec![in_table].into());
    elements.active(Some(1), &ConstExpr::i32_const(1), listed);
    let mut body = |write: &dyn Fn(&mut wasm_encoder::InstructionSink<'_>)| {
        let mut function = wasm_encoder::Function::new([]);
        let mut code_of = function.instructions();
        write(&mut code_of);
        code_of.end();
        code.function(&function);
    };
    body(&|run| {
        run.local_get(0).call(GATE).local_get(0).call(TWICE).i32_add();
    });
    body(&|gate| {
        gate.local_get(0).call(SHARED).call(TWICE).call(0).local_get(0).call(HIDDEN);
        gate.local_get(0).i32_const(1).call_indirect(1, 1).i32_add();
    });
    body(&|twice| {
        twice.local_get(0).i32_const(2).i32_mul();
    });
    body(&|hidden| {
        hidden.global_get(0).local_get(0).call(SHARED).i32_add().global_set(0).global_get(0);
    });
    body(&|in_table| {
        in_table.local_get(0).i32_const(1000).i32_mul();
    });
    body(&|shared| {
        shared.local_get(0);
    });
    let mut names = NameMap::new();
    names.append(GATE, gate);
    names.append(HIDDEN, "hidden");
    let mut section = NameSection::new();
    section.functions(&names);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&section);
    module.finish()
}

/// What Node prints.
fn node(script: &str, files: &[&[u8]]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", script]);
    for (index, file) in files.iter().enumerate() {
        let path = dir.path().join(format!("{index}.wasm"));
        fs::write(&path, file).unwrap();
        node.env(format!("FILE{index}"), path);
    }
    let output = node.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const BEGIN: &str = "
    import { readFileSync } from 'node:fs';
    const log = [];
    const module = (index) => new WebAssembly.Module(readFileSync(process.env[`FILE${index}`]));
    const program = new WebAssembly.Instance(module(0), { a: { log: (x) => log.push(x) } }).exports;
";

const TWO_CALLS: &str = "console.log(program.a(3), program.a(4), ...log);";

#[test]
fn two_files_do_what_one_does() {
    let whole = program(IN_TABLE, "gate");
    let one = node(&[BEGIN, TWO_CALLS].concat(), &[&whole]);
    // 100 + 3 + 3000 + 6, 103 + 4 + 4000 + 8
    assert_eq!(one, "3109 4115 6 8\n");
    let [first, second] = halves(&whole);
    let add = "new WebAssembly.Instance(module(1), { a: program });";
    assert_eq!(node(&[BEGIN, add, TWO_CALLS].concat(), &[&first, &second]), one);
}

/// `hidden` is a gate as well, called from behind the other one: each file calls the other through the table.
#[test]
fn three_files_do_what_one_does_in_whatever_order_they_come() {
    let whole = program(IN_TABLE, "gate");
    let one = node(&[BEGIN, TWO_CALLS].concat(), &[&whole]);
    for (with, counts, what) in [
        (vec![], [4, 3, 2], "`SHARED` is in both"),
        (vec![0], [4, 3, 2], "`SHARED` is in one, and a stub in the other"),
    ] {
        let kinds = [behind("gate"), Behind { with: with.clone(), ..behind("hidden") }];
        let Files { first, others } = split(&whole, &kinds).unwrap();
        let found = [&first, &others[0], &others[1]].map(|file| bodies(file));
        assert_eq!(found, counts, "{what}");
        // A stub is a gate's, or this one's.
        assert_eq!(in_table(&others[0]), if with.is_empty() { 1 } else { 2 }, "{what}");
        let add = |index| format!("new WebAssembly.Instance(module({index}), {{ a: program }});");
        for [second, third] in [[1, 2], [2, 1]] {
            let script = [BEGIN, &add(second), &add(third), TWO_CALLS].concat();
            assert_eq!(node(&script, &[&first, &others[0], &others[1]]), one, "{what}");
        }
    }
}

#[test]
fn without_the_second_file_a_gate_is_a_trap() {
    let [first, _] = halves(&program(IN_TABLE, "gate"));
    let call = "try { program.a(3); } catch (error) { console.log(error.constructor.name, ...log); }";
    assert_eq!(node(&[BEGIN, call].concat(), &[&first]), "RuntimeError\n");
}

fn behind(mark: &'static str) -> Behind {
    Behind { names: vec![mark], marks: vec![mark], with: Vec::new() }
}

/// A program with one kind of gates.
fn halves(program: &[u8]) -> [Vec<u8>; 2] {
    let Files { first, mut others } = split(program, &[behind("gate")]).unwrap();
    assert_eq!(others.len(), 1);
    [first, others.remove(0)]
}

/// How many functions a file puts into the table.
fn in_table(wasm: &[u8]) -> u32 {
    let mut count = 0;
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        if let Ok(Payload::ElementSection(elements)) = payload {
            for element in elements {
                if let wasmparser::ElementItems::Functions(functions) = element.unwrap().items {
                    count += functions.count();
                }
            }
        }
    }
    count
}

fn bodies(wasm: &[u8]) -> usize {
    let payloads = wasmparser::Parser::new(0).parse_all(wasm);
    payloads.filter(|payload| matches!(payload, Ok(Payload::CodeSectionEntry(_)))).count()
}

#[test]
fn only_what_a_gate_alone_needs_is_in_the_second_file() {
    let [first, second] = halves(&program(IN_TABLE, "gate"));
    // `run`, `twice`, what is in the table, and a stub; the gate, `hidden` and what both call.
    assert_eq!((bodies(&first), bodies(&second)), (4, 3));
    // What may be called through the table stays.
    let [first, second] = halves(&program(HIDDEN, "gate"));
    assert_eq!(
        (bodies(&first), bodies(&second)),
        (5, 1),
        "`hidden`, and what it calls, instead of what nothing calls"
    );
}

#[test]
fn a_gate_that_is_called_otherwise_or_missing_is_an_error() {
    let error = split(&program(GATE, "gate"), &[behind("gate")]).unwrap_err().to_string();
    assert_eq!(error, "function 2 is called in another way than by a call, and can't be a gate");
    let error = split(&program(IN_TABLE, "door"), &[behind("gate")]).unwrap_err().to_string();
    assert_eq!(error, "no function has a name that ends in \"gate\"");
    assert!(split(b"no wasm", &[behind("gate")]).is_err());
}

#[test]
fn short_names_never_repeat() {
    let names: BTreeSet<_> = (0..5000).map(short).collect();
    assert_eq!(names.len(), 5000);
    assert_eq!([short(0), short(51), short(52), short(53)], ["a", "Z", "aa", "ba"]);
}
