//! The error codes that scripts have, beside those of the program: each of them is documented.

use std::fs;

use crate::folders;

/// Other words of the scripts that are written like a code.
const NO_CODES: [&str; 6] =
    ["authorization_response", "back_forward", "sign_in", "sign_out", "signed_in", "signed_out"];

/// What stands before a code, of however many words.
const BEFORE: [&str; 4] = ["PorticoError(\"", "refuse(\"", "code: \"", "reason: \""];

fn read(path: &str) -> String {
    fs::read_to_string(folders::root().join(path)).unwrap()
}

/// The strings of a script that are codes.
fn codes(script: &str) -> Vec<&str> {
    let is_code = |text: &&str| {
        text.contains('_')
            && text.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
            && !NO_CODES.contains(text)
    };
    let named = BEFORE.iter().flat_map(|before| script.split(before).skip(1));
    let named = named.filter_map(|rest| rest.split('"').next());
    script.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).filter(is_code).chain(named).collect()
}

#[test]
fn every_code_of_a_script_is_documented() {
    let documented = read("docs/ERRORS.md");
    let mut count = 0;
    for entry in fs::read_dir(folders::root().join("public")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "js") {
            for code in codes(&fs::read_to_string(&path).unwrap()) {
                assert!(documented.contains(&format!("`{code}`")), "{code} of {}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 12, "{count}");
}

/// Those that TypeScript suggests.
#[test]
fn every_code_of_the_types_is_documented() {
    let types = read("widget/element.d.ts");
    let (_, union) = types.split_once("export type PorticoErrorCode =").unwrap();
    let (union, _) = union.split_once(';').unwrap();
    let documented = read("docs/ERRORS.md");
    let codes: Vec<_> = union.split('"').skip(1).step_by(2).collect();
    assert!(codes.len() > 8, "{codes:?}");
    for code in codes {
        assert!(documented.contains(&format!("| `{code}` |")), "{code}");
    }
}

#[test]
fn a_code_is_known_by_how_it_is_written() {
    let script = "const CANCELLED = new Set([\"popup_timeout\"]); // \"a\"\n\
                  throw new PorticoError(\"cancelled\");\nstate === \"signed_in\" || refuse(\"framed\");\n\
                  const reason = closed ? \"popup_closed\" : \"x\";";
    assert_eq!(codes(script), ["popup_timeout", "popup_closed", "cancelled", "framed"]);
}
