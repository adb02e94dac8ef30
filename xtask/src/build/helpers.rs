//! Helpers of wasm-bindgen's script, in the form that this page needs.
//!
//! Written for every browser and every way to call them, they are 0.3 kB of brotli larger than what they do
//! here.

use anyhow::{Context, Result};

/// The first line of a helper, and what stands in its place.
const HELPERS: &[(&str, &str)] = &[
    // boot.js is the only caller, with a compiled module.
    (
        "function initSync(module) {",
        "function initSync({ module }) {
    return __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()));
}",
    ),
    // It copies short ASCII texts without an encoder, which is faster; here, few are passed.
    (
        "function passStringToWasm0(arg, malloc, realloc) {",
        "function passStringToWasm0(text, malloc) {
    const bytes = cachedTextEncoder.encode(text);
    const start = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, start);
    WASM_VECTOR_LEN = bytes.length;
    return start;
}",
    ),
    // The faster way again, for browsers before 2020.
    ("if (!('encodeInto' in cachedTextEncoder)) {", ""),
    // Safari's decoder gives up after 2 GB.
    (
        "function decodeText(bytes) {",
        "function decodeText(bytes) {
    return cachedTextDecoder.decode(bytes);
}",
    ),
];

/// The script with our forms of these helpers; an error if it lacks one of them.
pub(super) fn replace(script: &str) -> Result<String> {
    let mut script = script.to_owned();
    for (first, ours) in HELPERS {
        let missing = || format!("the script has no {first}");
        let (head, rest) = script.split_once(&format!("\n{first}\n")).with_context(missing)?;
        let (_, tail) = rest.split_once("\n}\n").with_context(missing)?;
        script = [head, "\n", ours, "\n", tail].concat();
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every helper as wasm-bindgen would write it, with something in between.
    fn script() -> String {
        let helpers = HELPERS.iter().map(|(first, _)| format!("{first}\n    if (long) {{\n    }}\n}}\n"));
        format!("head();\n{}tail();\n", helpers.collect::<Vec<_>>().join("let between;\n"))
    }

    #[test]
    fn each_helper_is_replaced_and_nothing_else() {
        let replaced = replace(&script()).unwrap();
        assert!(replaced.starts_with("head();\n") && replaced.ends_with("\ntail();\n"), "{replaced}");
        assert_eq!(replaced.matches("let between;").count(), HELPERS.len() - 1);
        assert!(!replaced.contains("long"), "{replaced}");
        for (_, ours) in HELPERS {
            assert!(replaced.contains(ours), "{ours}");
        }
    }

    #[test]
    fn a_helper_of_another_form_is_an_error() {
        for (first, _) in HELPERS {
            let error = replace(&script().replace(first, "function other() {")).unwrap_err().to_string();
            assert_eq!(error, format!("the script has no {first}"));
        }
    }
}
