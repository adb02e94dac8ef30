//! The rewriting of the page, and the check that follows it.

use super::*;
use tempfile::TempDir;

const SCRIPT: &str = "import './x.js'";
const STYLE: &str = "a { color: red }";
const LATER_STYLE_TEXT: &str = "b { color: red }";
const WASM: &str = "\0asm";
const PART: &str = "\0asm part";

const WRITTEN: &str = r#"<!doctype html>
<html lang="en">
<head>
  <!-- why
       it is so -->
  <link data-trunk rel="rust" data-trunk-id="0">
  <link rel="stylesheet" href="./style/portico.css">

  <script type="module" src="./boot.js"></script>
  <script type="application/json" id="portico-config">
    { "note": "<!-- kept -->" }

  </script>
</head>
<body><main id="portico">text <!-- gone -->more</main></body>
</html>
"#;

fn asset(name: &str, content: &str) -> Asset {
    Asset { name: name.into(), integrity: integrity::of(content.as_bytes()) }
}

fn assets() -> Assets {
    Assets {
        script: asset("p-1.js", SCRIPT),
        style: asset("p-2.css", STYLE),
        later_style: asset("p-4.css", LATER_STYLE_TEXT),
        guest: asset("p-5.js", SCRIPT),
        wasm: asset("p-3.wasm", WASM),
        parts: parts::names(Of::Page).into_iter().map(|name| asset(&file(name), PART)).collect(),
    }
}

fn file(part: &str) -> String {
    format!("p-{part}.wasm")
}

/// A deployable folder with this page.
fn folder(page: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("p-1.js", SCRIPT),
        ("p-2.css", STYLE),
        ("p-3.wasm", WASM),
        ("p-4.css", LATER_STYLE_TEXT),
        ("p-5.js", SCRIPT),
    ];
    for (name, content) in files.into_iter().chain([("index.html", page)]) {
        fs::write(dir.path().join(name), content).unwrap();
    }
    for name in parts::names(Of::Page) {
        fs::write(dir.path().join(file(name)), PART).unwrap();
    }
    dir
}

fn complaint(page: &str) -> String {
    format!("{:#}", check(folder(page).path()).unwrap_err())
}

#[test]
fn the_deployed_page_names_everything_by_its_content() {
    let Assets { script, style, later_style, guest, wasm, parts } = assets();
    let parts: Vec<_> = parts::names(Of::Page)
        .into_iter()
        .zip(parts)
        .map(|(part, Asset { name, integrity })| {
            format!(" data-{part}=\"./{name}\" data-{part}-integrity=\"{integrity}\"")
        })
        .collect();
    let guest = guest.integrity;
    let expected = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<link rel="stylesheet" href="./p-2.css" integrity="{style}">
<link rel="preload" as="fetch" type="application/wasm" href="./p-3.wasm" crossorigin>
<script type="module" src="./p-1.js" integrity="{script}" crossorigin data-wasm="./p-3.wasm" data-wasm-integrity="{wasm}" data-later-style="./p-4.css" data-later-style-integrity="{later_style}" data-guest="./p-5.js" data-guest-integrity="{guest}"{parts}></script>
<script type="application/json" id="portico-config">
    {{ "note": "<!-- kept -->" }}

  </script>
</head>
<body><main id="portico">text more</main></body>
</html>
"#,
        style = style.integrity,
        wasm = wasm.integrity,
        later_style = later_style.integrity,
        parts = parts.concat(),
        script = script.integrity
    );
    let page = rewrite(WRITTEN, &assets()).unwrap();
    assert_eq!(page, expected);
    check(folder(&page).path()).unwrap();
}

#[test]
fn a_tag_that_is_missing_or_doubled_is_an_error() {
    let script = "<script type=\"module\" src=\"./boot.js\"></script>";
    let none = rewrite(&WRITTEN.replace(script, ""), &assets()).unwrap_err().to_string();
    assert!(none.contains("boot.js\"> exactly once, and has it 0 times"), "{none}");
    let two = rewrite(&WRITTEN.replace(script, &script.repeat(2)), &assets()).unwrap_err().to_string();
    assert!(two.contains("exactly once, and has it 2 times"), "{two}");
    let style = rewrite(&WRITTEN.replace("portico.css", "other.css"), &assets()).unwrap_err().to_string();
    assert!(style.contains("portico.css\"> exactly once, and has it 0 times"), "{style}");
}

#[test]
fn an_integrity_that_does_not_match_is_found() {
    let page = rewrite(WRITTEN, &assets()).unwrap();
    for name in ["p-1.js", "p-2.css", "p-3.wasm", "p-4.css", "p-later.wasm", "p-pocketbase.wasm"] {
        let dir = folder(&page);
        fs::write(dir.path().join(name), "altered").unwrap();
        let error = check(dir.path()).unwrap_err().to_string();
        assert!(error.contains(&format!("./{name} has the integrity")), "{error}");
        fs::remove_file(dir.path().join(name)).unwrap();
        assert!(check(dir.path()).is_err(), "{name} is missing");
    }
}

#[test]
fn a_reference_without_integrity_or_to_elsewhere_is_found() {
    let page = rewrite(WRITTEN, &assets()).unwrap();
    let start = page.find(" integrity=").unwrap();
    let end = start + page[start..].find('>').unwrap();
    let bare = [&page[..start], &page[end..]].concat();
    assert!(complaint(&bare).contains("p-2.css is named without its integrity"));
    assert!(complaint(&page.replace("./p-1.js", "/p-1.js")).contains("must begin with ./"));
    assert!(complaint(&page.replace("./p-1.js", "https://cdn.test/p-1.js")).contains("must begin with ./"));
}

#[test]
fn what_the_headers_would_refuse_is_found() {
    let page = rewrite(WRITTEN, &assets()).unwrap();
    for inline in
        ["<script>go()</script>", "<style>a{}</style>", "<p style=\"color: red\">", "<body onload=\"go()\">"]
    {
        let page = page.replace("<body>", &format!("{inline}<body>"));
        assert!(complaint(&page).contains("Content-Security-Policy"), "{inline}");
    }
}

#[test]
fn a_page_without_one_of_the_files_is_found() {
    let page = rewrite(WRITTEN, &assets()).unwrap();
    let start = page.find(" data-later=").unwrap();
    let end = start + page[start..].find('>').unwrap();
    let one = [&page[..start], &page[end..]].concat();
    assert!(complaint(&one).contains("names 1 .wasm files, and must name 10"));
}

#[test]
fn a_page_that_loads_nothing_is_no_page() {
    assert!(complaint("<!doctype html><title>empty</title>").contains("names 0 .js files"));
}

#[test]
fn what_visits_load_is_named_once() {
    let page = rewrite(WRITTEN, &assets()).unwrap();
    let page = page.replace("<main", "<link rel=\"icon\" href=\"data:,\"><img src=\"./logo.svg\"><main");
    let References { first, parts } = references(&page).unwrap();
    assert_eq!(first, ["p-2.css", "p-3.wasm", "p-1.js", "logo.svg"]);
    let parts_of = parts::names(Of::Page).into_iter().map(|name| (name, file(name)));
    let others = [(LATER_STYLE, "p-4.css".to_owned()), (GUEST, "p-5.js".to_owned())];
    let expected: Vec<_> = parts_of.chain(others).collect();
    assert_eq!(parts, expected);
}
