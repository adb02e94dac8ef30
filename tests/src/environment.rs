//! What the environment tells: where the page, the servers and the browsers are.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

/// The folder of the built page.
pub fn dist() -> io::Result<PathBuf> {
    folder("PORTICO_DIST")
}

/// The folder with the examples, made to be served: one folder of each.
pub fn examples() -> io::Result<PathBuf> {
    folder("PORTICO_EXAMPLES")
}

/// The folder whose `node_modules` hold the test servers' packages.
pub fn servers() -> io::Result<PathBuf> {
    folder("PORTICO_SERVERS")
}

/// The program of PocketBase.
pub fn pocketbase() -> io::Result<PathBuf> {
    let path = named("PORTICO_POCKETBASE")?;
    if path.is_file() {
        return Ok(path);
    }
    let message = format!("PORTICO_POCKETBASE names {}, which is no file", path.display());
    Err(io::Error::new(io::ErrorKind::NotFound, message))
}

/// A program by the variable that may name it, else by name, from PATH.
#[must_use]
pub fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).filter(|path| !path.is_empty()).unwrap_or_else(|| name.into())
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    let path = named(variable)?;
    if path.is_dir() {
        Ok(path)
    } else {
        let message = format!("{variable} names {}, which is no folder", path.display());
        Err(io::Error::new(io::ErrorKind::NotFound, message))
    }
}

fn named(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        let message = format!("{variable} is not set; `cargo xtask test` prepares everything and sets it");
        io::Error::new(io::ErrorKind::NotFound, message)
    })
}
