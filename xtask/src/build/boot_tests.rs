//! Which parts of the program `boot.js` loads: what `src/config` is held to as well.

use std::fs;
use std::process::Command;

use crate::folders;

#[test]
fn boot_js_loads_the_parts_of_the_table() {
    let boot = fs::read_to_string(folders::root().join("public/config.js")).unwrap();
    let start = boot.find("function kindOf(").unwrap();
    let end = start + boot[start..].find("\n}\n").unwrap() + 2;
    let kinds = fs::read_to_string(folders::root().join("tests/kinds.json")).unwrap();
    let script = format!(
        "{}\nfor (const {{ config, first }} of {kinds}) {{
            const found = kindOf(config).first.join();
            if (found !== first.join()) console.log(config, found);
        }}",
        &boot[start..end]
    );
    let output = Command::new("node").args(["--eval", &script]).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success() && said.is_empty(), "{}", String::from_utf8_lossy(&said));
}
