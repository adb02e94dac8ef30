//! Writing files: whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a file can't be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is there, and nobody said that it may be replaced.
    #[error("{} exists: --force replaces it", .0.display())]
    Exists(PathBuf),
    /// The system refuses it.
    #[error("cannot write {}: {reason}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

/// Writes a file that is not there yet or, with `force`, in place of one. Whoever reads it meanwhile sees the old one or
/// the new one.
pub fn file(path: &Path, text: &str, force: bool) -> Result<(), Error> {
    let unwritable = |reason| Error::Unwritable { path: path.to_owned(), reason };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut written = new_file(folder).map_err(unwritable)?;
    written.write_all(text.as_bytes()).and_then(|()| written.as_file().sync_all()).map_err(unwritable)?;
    let kept = if force { written.persist(path) } else { written.persist_noclobber(path) };
    kept.map(drop).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists if !force => Error::Exists(path.to_owned()),
        _ => unwritable(error.error),
    })
}

/// A web server runs as somebody else: whoever may read other new files may read this one.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".portico-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask takes from it what it takes from every file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_only_by_force_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        file(&path, "one", false).unwrap();
        assert!(matches!(file(&path, "two", false).unwrap_err(), Error::Exists(_)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        file(&path, "two", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = file(&folder.path().join("no/config.json"), "", true).unwrap_err();
        assert!(error.to_string().contains("no/config.json"), "{error}");
        assert!(file(folder.path(), "", true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_web_server_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        file(&path, "", false).unwrap();
        fs::write(&other, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&other));
    }
}
