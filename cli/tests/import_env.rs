//! `portico import-env`, as people run it.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use common::{command, portico, said};
use tempfile::TempDir;

const EXAMPLE: &str = include_str!("portabase.env");

/// What the example becomes.
const CONFIG: &str = include_str!("portabase.json");

/// What is said about it.
const REPORT: &str = include_str!("portabase.txt");

/// A folder with a `.env`.
struct Folder {
    dir: TempDir,
    env: PathBuf,
    config: PathBuf,
}

impl Folder {
    fn with(env: &[u8]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (path, config) = (dir.path().join(".env"), dir.path().join("config.json"));
        fs::write(&path, env).unwrap();
        Self { dir, env: path, config }
    }

    fn import(&self, more: &[&str]) -> Output {
        let (env, config) = (self.env.to_str().unwrap(), self.config.to_str().unwrap());
        portico(&[&["import-env", "--env-file", env, "--output", config], more].concat())
    }

    /// It fails, says this in one line, and leaves nothing.
    fn refuses(&self, sentence: &str) {
        let output = self.import(&[]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        let last = said(&output).lines().last().unwrap().to_owned();
        assert!(last.ends_with(sentence), "{last}");
        assert!(!said(&output).contains("hush"), "{}", said(&output));
        assert_eq!(names(self.dir.path()), [".env"]);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn a(more: &str) -> Folder {
    let least = "AUTH_OIDC_A_CLIENT=spa\nAUTH_OIDC_A_ISSUER_URL=https://a.test\n";
    Folder::with([least, more].concat().as_bytes())
}

#[test]
fn the_example_is_imported_as_it_stands_and_each_line_of_it_is_told_of() {
    let folder = Folder::with(EXAMPLE.as_bytes());
    let env = folder.env.to_str().unwrap();
    let output =
        portico(&["import-env", "--env-file", env, "--output", "-", "--page", "https://login.example.test/"]);
    assert_eq!(said(&output), REPORT);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), CONFIG);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(names(folder.dir.path()), [".env"]);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_make_no_difference() {
    let windows = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    let folder = Folder::with(windows.as_bytes());
    let output = folder.import(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read_to_string(&folder.config).unwrap(), CONFIG);
    assert!(said(&output).contains("config.json is written.\n"));
}

#[test]
fn an_existing_file_is_replaced_only_by_force() {
    let folder = Folder::with(EXAMPLE.as_bytes());
    fs::write(&folder.config, "mine").unwrap();
    let output = folder.import(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).ends_with("config.json exists: --force replaces it\n"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&folder.config).unwrap(), "mine");
    assert_eq!(folder.import(&["--force"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&folder.config).unwrap(), CONFIG);
}

#[test]
fn a_file_that_can_not_be_read_is_named() {
    let folder = a("");
    fs::remove_file(&folder.env).unwrap();
    let output = folder.import(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output), format!("error: there is no {}\n", folder.env.display()));
    Folder::with(&b"#".repeat(256 * 1024 + 1)).refuses(".env is larger than 256 KiB");
    Folder::with(b"AUTH_OIDC_A_SECRET=hush\xff").refuses(".env is not UTF-8");
    Folder::with(b"\xff\xfeA\0=\0").refuses("but UTF-16: save it as UTF-8");
}

#[test]
fn a_line_that_is_nothing_is_named_by_its_number() {
    a("hush").refuses("/.env: line 3 is neither NAME=value nor a comment");
    a("\n\nAUTH_OIDC_A_SECRET='hush\n").refuses("/.env: line 5: the quote that begins here has no end");
    a("AUTH_OIDC_A_SECRET=\"hush\" hush").refuses("line 3: after the quoted value comes more than a comment");
    a("A=\0").refuses("line 3 has a NUL byte in it, so this is no text file");
}

#[test]
fn what_the_page_refuses_is_named_by_its_variable() {
    let secret = "AUTH_OIDC_A_SECRET=hush\n";
    a(&format!("{secret}AUTH_OIDC_A_JWKS_ENDPOINT=http://a:3000/jwks"))
        .refuses("AUTH_OIDC_A_JWKS_ENDPOINT is not https");
    a("AUTH_OIDC_B_CLIENT=c\nAUTH_OIDC_B_ISSUER_URL=b.test")
        .refuses("AUTH_OIDC_B_ISSUER_URL is no absolute https URL (http is for this machine only)");
    Folder::with(b"AUTH_GOOGLE_ID=g\nAUTH_GOOGLE_SECRET=hush").refuses("(`--portabase`)");
    Folder::with(b"").refuses("AUTH_OIDC_…_DISCOVERY_ENDPOINT");
}

#[test]
fn of_a_name_that_comes_twice_the_last_value_counts_and_that_is_said() {
    let folder =
        a("AUTH_OIDC_A_TITLE=One\nAUTH_OIDC_A_TITLE=Two\nAUTH_OIDC_A_DESC=\"${WHO}\" # later\nPATH=/bin\n");
    let output = folder.import(&[]);
    let text = said(&output);
    for part in [
        "AUTH_OIDC_A_TITLE → `title`, `Two`\n",
        "! AUTH_OIDC_A_TITLE stands in lines 3 and 4: line 4 counts\n",
        "! line 5: `$` in AUTH_OIDC_A_DESC is taken as it stands",
        "· 1 other variables are not about sign-in\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(fs::read_to_string(&folder.config).unwrap().contains("${WHO}"));
}

#[test]
fn a_folder_that_can_not_be_written_to_is_named() {
    let folder = a("");
    let config = folder.dir.path().join("no/config.json");
    let env = folder.env.to_str().unwrap();
    let output = portico(&["import-env", "--env-file", env, "--output", config.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).lines().last().unwrap().contains("no/config.json"), "{}", said(&output));
    assert_eq!(names(folder.dir.path()), [".env"]);
}

#[test]
fn without_a_file_the_environment_is_read_and_a_dash_is_standard_input() {
    let variables = [("AUTH_OIDC_A_CLIENT", "spa"), ("AUTH_OIDC_A_ISSUER_URL", "https://a.test")];
    let from_environment = command(&["import-env", "-o", "-"]).envs(variables).output().unwrap();
    assert_eq!(from_environment.status.code(), Some(0), "{}", said(&from_environment));
    let mut child = command(&["import-env", "--env-file", "-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = variables.map(|(name, value)| format!("{name}={value}\n")).concat();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let from_input = child.wait_with_output().unwrap();
    assert_eq!(from_input.stdout, from_environment.stdout);
    assert!(!from_input.stdout.is_empty());
}

#[test]
fn for_a_page_at_portabase_its_own_clients_are_used() {
    let folder = Folder::with([EXAMPLE, "AUTH_GITHUB_ID=g\nAUTH_GITHUB_SECRET=hush\n"].concat().as_bytes());
    let output = folder.import(&["--portabase", "https://portabase.example.test"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let config = r#"{
  "$schema": "./config.schema.json",
  "backend": {
    "kind": "better-auth",
    "base_url": "https://portabase.example.test",
    "providers": [
      {
        "id": "github",
        "type": "social",
        "title": "GitHub",
        "description": "Sign in with your GitHub account."
      },
      {
        "id": "pocketid",
        "title": "PocketID",
        "description": "Login via my PocketID instance",
        "icon": "https://assets.example.test/pocketid.png"
      }
    ],
    "allow_unlinking": false,
    "request": {
      "path": "api/auth/list-accounts"
    }
  }
}
"#;
    assert_eq!(fs::read_to_string(&folder.config).unwrap(), config);
    let text = said(&output);
    for part in [
        "  https://portabase.example.test/api/auth/sso/callback/pocketid\n",
        "  https://portabase.example.test/api/auth/callback/github\n",
        "Serve the page at https://portabase.example.test, ",
        "add https://pocketid.example.test to TRUSTED_DOMAINS of Portabase",
        "! AUTH_OIDC_POCKET_HOST → for Portabase: the domain of e-mail addresses by which",
        "the role of everybody else is AUTH_OIDC_POCKET_DEFAULT_ROLE\n",
        "· AUTH_OIDC_POCKET_PKCE → for Portabase, which is the client of the provider\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("hush"));
}

#[test]
fn names_and_values_can_not_write_to_the_terminal_as_they_like() {
    let folder = a("AUTH_OIDC_A_TITLE=\"A\u{1b}[2J\nB\u{202e}\"\nAUTH_OIDC_A_ID=\"x\u{7}y\"\n");
    let text = said(&folder.import(&[]));
    assert!(text.contains("`title`, `A[2J B`"), "{text}");
    assert!(text.chars().all(|it| it == '\n' || !it.is_control()), "{text:?}");
}

#[test]
fn the_documentation_shows_what_the_example_becomes() {
    let documentation =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/IMPORT.md")).unwrap();
    assert!(documentation.contains(CONFIG));
}
