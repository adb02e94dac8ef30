//! `portico serve`, as somebody runs it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{command, portico, text};
use crate::folder;
use crate::running::{Program, until};
use crate::tls::Authority;

fn config(host: &str) -> String {
    format!(
        r#"{{ "providers": [{{ "id": "a", "title": "A", "issuer": "https://{host}", "client_id": "c" }}] }}"#
    )
}

#[test]
fn a_download_under_way_is_finished_after_a_signal_and_the_port_is_free() {
    const SIZE: usize = 32 * 1024 * 1024;
    for name in ["TERM", "INT"] {
        let dir = folder();
        fs::write(dir.path().join("dist/large.bin"), vec![b'a'; SIZE]).unwrap();
        let mut program = Program::start(dir.path(), &[]);
        let port = program.port();
        let mut idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let mut received = vec![0; 1000];
        stream.read_exact(&mut received).unwrap();
        program.signal(name);
        until(|| program.said().contains("stopping"));
        until(|| TcpStream::connect(("127.0.0.1", port)).is_err());
        stream.read_to_end(&mut received).unwrap();
        assert!(received.len() > SIZE, "{name}: {}", received.len());
        assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0, "an idle connection is closed");
        let (code, out, _) = program.end();
        assert_eq!((code, out.as_str()), (Some(0), ""), "{name}");
        TcpListener::bind(("127.0.0.1", port)).unwrap();
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let dir = folder();
    fs::write(dir.path().join("dist/large.bin"), vec![b'a'; 32 * 1024 * 1024]).unwrap();
    let mut program = Program::start(dir.path(), &[]);
    let mut stream = TcpStream::connect(("127.0.0.1", program.port())).unwrap();
    write!(stream, "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 1000]).unwrap();
    program.signal("TERM");
    until(|| program.said().contains("stopping"));
    let since = Instant::now();
    program.signal("TERM");
    assert_eq!(program.end().0, Some(0));
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
}

#[test]
fn a_changed_configuration_is_used_and_what_is_wrong_is_said() {
    let dir = folder();
    let file = dir.path().join("dist/config.json");
    fs::write(&file, config("former.example")).unwrap();
    let program = Program::start(dir.path(), &["--base", "login"]);
    assert!(
        program.url.starts_with("http://127.0.0.1:") && program.url.ends_with("/login/"),
        "{}",
        program.url
    );
    assert_eq!(program.said(), "");
    assert!(program.ask("GET /login/").contains("connect-src 'self' https://former.example;"));
    fs::write(&file, config("next.example")).unwrap();
    until(|| program.ask("GET /login/").contains("connect-src 'self' https://next.example;"));
    fs::write(&file, config("next.example").replace("https", "ftp")).unwrap();
    until(|| program.said().contains("config.json: `providers[0].issuer`"));
    assert!(program.ask("GET /login/config.json").contains("ftp://next.example"));
}

#[test]
fn a_wrong_configuration_is_served_all_the_same() {
    let dir = folder();
    let file = dir.path().join("mine.json");
    fs::write(&file, "{ not json").unwrap();
    let program = Program::start(dir.path(), &["--config", file.to_str().unwrap()]);
    assert!(program.said().contains("mine.json: "), "{}", program.said());
    assert!(program.ask("GET /config.json").ends_with("\r\n\r\n{ not json"));
    assert!(program.ask("GET /").contains(" 200 OK"));
}

#[test]
fn requests_are_told_without_what_is_secret_in_them() {
    for verbose in ["-v", "-vv"] {
        let dir = folder();
        let mut program = Program::start(dir.path(), &[verbose]);
        program.ask("GET /?code=SECRET&state=SECRET");
        program.ask("HEAD /a\u{9b}%1b[31m/?SECRET");
        program.signal("TERM");
        let (_, _, said) = program.end();
        assert!(said.contains("GET / 200, 34 bytes, "), "{said}");
        assert!(said.contains("HEAD /a") && said.contains(" 404, 10 bytes"), "{said}");
        assert!(!said.contains("SECRET") && !said.contains(['\u{1b}', '\u{9b}']), "{said}");
    }
}

#[test]
fn nothing_secret_is_told_of_http_2_either() {
    let (dir, authority) = (folder(), Authority::new());
    let files = authority.write(dir.path());
    let (cert, key) = (files.cert.to_str().unwrap(), files.key.to_str().unwrap());
    let mut program = Program::start(dir.path(), &["-vv", "--tls-cert", cert, "--tls-key", key]);
    let client = authority.client(([127, 0, 0, 1], program.port()).into(), &["h2"]);
    let page = client.get(format!("{}?code=SECRET", program.url)).header("x-secret", "SECRET");
    // Its end closes the connection.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(page.send()).unwrap().status(), 200);
    drop(runtime);
    program.signal("TERM");
    let (_, _, said) = program.end();
    assert!(said.contains("DEBUG") && said.contains("GET / 200"), "{said}");
    assert!(!said.contains("SECRET"), "{said}");
}

#[test]
fn whoever_would_read_the_log_may_be_gone() {
    let dir = folder();
    let dist = dir.path().join("dist");
    let mut command = command(&["serve", "-v", "--port", "0", dist.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    drop(child.stderr.take());
    let mut program = Program { child, out, url: String::new(), err: dir.path().join("secret.txt") };
    program.out.read_line(&mut program.url).unwrap();
    fs::write(dist.join("config.json"), config("next.example")).unwrap();
    until(|| program.ask("GET /").contains("https://next.example;"));
    assert!(program.ask("GET /").contains(" 200 OK"));
    program.signal("TERM");
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn http_for_others_than_this_machine_is_warned_about_and_https_is_not() {
    let dir = folder();
    let program = Program::start(dir.path(), &["--host", "0.0.0.0"]);
    assert!(program.said().contains("warning: this is http"), "{}", program.said());
    assert!(program.url.starts_with("http://127.0.0.1:"));
    let files = Authority::new().write(dir.path());
    let (cert, key) = (files.cert.to_str().unwrap(), files.key.to_str().unwrap());
    let program = Program::start(dir.path(), &["--host", "0.0.0.0", "--tls-cert", cert, "--tls-key", key]);
    assert!(!program.said().contains("http:"), "{}", program.said());
    assert!(program.url.starts_with("https://127.0.0.1:"));
}

#[test]
fn what_keeps_it_from_serving_is_one_line() {
    let dir = folder();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let dist = path("dist");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let files = Authority::new().write(dir.path());
    let (cert, key) = (files.cert.to_str().unwrap(), files.key.to_str().unwrap());
    for (words, expected) in [
        (vec!["serve", &path("none")], "there is no folder "),
        (vec!["serve", &path("secret.txt")], " is no folder: "),
        (vec!["serve", &path("dist/icons")], "there is no index.html in "),
        (vec!["serve", &dist, "--config", &path("none.json")], "there is no "),
        (vec!["serve", &dist, "--config", &dist], " is a folder, not a file"),
        (
            vec!["serve", &dist, "--port", &port],
            "the port is taken by another program: choose another with --port",
        ),
        (vec!["serve", &dist, "--port", "0", "--host", "192.0.2.1"], "this machine has no such address"),
        (vec!["serve", &dist, "--tls-cert", key, "--tls-key", key], "holds no certificate"),
        (vec!["serve", &dist, "--tls-cert", cert, "--tls-key", cert], "holds no private key"),
    ] {
        let output = portico(&words);
        let said = text(&output.stderr);
        assert!(said.starts_with("error: ") && said.contains(expected), "{words:?}: {said}");
        assert_eq!((said.lines().count(), output.status.code()), (1, Some(2)), "{words:?}: {said}");
        assert_eq!(text(&output.stdout), "");
    }
    for words in
        [&["serve", "--tls-cert", "a"][..], &["serve", "--hsts"], &["serve", "--host", "example.test"]]
    {
        assert_eq!(portico(words).status.code(), Some(2), "{words:?}");
    }
}
