//! The rewriting of a script of the form that wasm-bindgen 0.2.130 writes.

use super::*;

const SCRIPT: &str = r#"export function start(search) {
    wasm.start(passString(search, wasm.__wbindgen_malloc));
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_now_1: function() {
            // of `Closure { arguments: [] }`
            const ret = Date.now();
            return ret;
        },
        __wbg_fetch_2: function() { return handleError(function (arg0, arg1) {
            const ret = arg0.fetch(arg1);
            return ret;
        }, arguments); },
    };
    return {
        __proto__: null,
        "./p_bg.js": import0,
    };
}
function addToExternrefTable0(obj) {
    return wasm.__externref_table_alloc(obj);
}
const path = new URL('p_bg.wasm', './x.wasm.start');
"#;

fn names() -> Names {
    let map =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Names {
        imports: map(&[("__wbg_now_1", "b"), ("__wbg_fetch_2", "c")]),
        exports: map(&[
            ("start", "d"),
            ("main", "e"),
            ("__wbindgen_malloc", "f"),
            ("__externref_table_alloc", "g"),
            ("__wbindgen_exn_store", "h"),
        ]),
    }
}

fn complaint(script: &str, names: &Names) -> String {
    rewrite(script, "./p_bg.js", names).unwrap_err().to_string()
}

#[test]
fn both_sides_have_the_same_short_names() {
    let script = rewrite(SCRIPT, "./p_bg.js", &names()).unwrap();
    assert!(script.contains("wasm.d(passString(search, wasm.f));"), "{script}");
    assert!(script.contains("return wasm.g(obj);"), "{script}");
    assert!(script.contains("wasm.h(addToExternrefTable0(error));"), "{script}");
    assert!(script.contains("\"a\": import0,\n"), "{script}");
    assert!(script.contains("new URL('p_bg.wasm', './x.wasm.start')"), "{script}");
    assert!(!script.contains("__wbg_now_1") && !script.contains("__wbg_fetch_2"), "{script}");
}

#[test]
fn imports_are_arrow_functions() {
    let script = rewrite(SCRIPT, "./p_bg.js", &names()).unwrap();
    let expected = "        __proto__: null,
        b: () => {
            const ret = Date.now();
            return ret;
        },
        c: catching((arg0, arg1) => {
            const ret = arg0.fetch(arg1);
            return ret;
        }),
    };
";
    assert!(script.contains(expected), "{script}");
}

#[test]
fn an_import_that_the_wasm_does_not_need_is_left_out() {
    let mut names = names();
    names.imports.remove("__wbg_now_1");
    let script = rewrite(SCRIPT, "./p_bg.js", &names).unwrap();
    assert!(!script.contains("Date.now()") && script.contains("c: catching("), "{script}");
}

#[test]
fn a_name_that_only_one_side_knows_is_an_error() {
    let mut more = names();
    more.imports.insert("__wbg_gone_3".into(), "i".into());
    assert_eq!(complaint(SCRIPT, &more), "the wasm imports __wbg_gone_3, which the script does not have");
    for name in ["start", "__externref_table_alloc", "__wbindgen_exn_store"] {
        let mut fewer = names();
        fewer.exports.remove(name);
        let expected = format!("the script calls the export {name}, which the wasm does not have");
        assert_eq!(complaint(SCRIPT, &fewer), expected);
    }
}

#[test]
fn a_script_of_another_form_is_an_error() {
    for (from, to, expected) in [
        ("const import0", "const imports", "no object of imports"),
        ("./p_bg.js", "./q_bg.js", "does not say \"./p_bg.js\": import0"),
        ("function() {\n", "Date.now,\n", "no function of a known form"),
        ("function() {\n", "async function() {\n", "no function of a known form"),
        ("Date.now()", "this.now()", "not the same as an arrow function"),
        ("Date.now()", "f(...arguments)", "not the same as an arrow function"),
        ("        __wbg_now_1: f", "        ...now, f", "this is no import"),
        ("wasm.start", "wasm[\"start\"]", "by something else than its name"),
    ] {
        assert!(SCRIPT.contains(from), "{from}");
        let found = complaint(&SCRIPT.replace(from, to), &names());
        assert!(found.contains(expected), "{to}: {found}");
    }
}
