//! Writing files: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How many symbolic links one path may lead through, as Linux has it.
const MAX_LINKS: usize = 40;

/// Why a file can't be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is there, and nobody said that it may be replaced.
    #[error("{} exists: --force replaces it", .0.display())]
    Exists(PathBuf),
    /// A device or a folder, which no file can replace.
    #[error("{} is no file that could be replaced", .0.display())]
    NoFile(PathBuf),
    /// The folder of the file is not there.
    #[error("cannot write {}: there is no folder {}", .path.display(), .folder.display())]
    NoFolder {
        /// The file.
        path: PathBuf,
        /// Where it would lie.
        folder: PathBuf,
    },
    /// The system refuses it.
    #[error("cannot write {}: {reason}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

/// Writes a file that is not there yet or, with `force`, in place of one, whose mode it gets. Whoever reads it meanwhile
/// sees the old one or the new one. Symbolic links stay what they are: the file is where they lead.
pub fn file(path: &Path, text: &str, force: bool) -> Result<(), Error> {
    Staged::new(path, text, force)?.keep(force)
}

/// Writes several as [`file()`] does, and none of them before all are known to be writable.
pub fn files(files: &[(PathBuf, String)], force: bool) -> Result<(), Error> {
    let staged: Result<Vec<_>, _> = files.iter().map(|(path, text)| Staged::new(path, text, force)).collect();
    staged?.into_iter().try_for_each(|staged| staged.keep(force))
}

/// A file that lies whole beside its place.
struct Staged {
    /// As it was named.
    path: PathBuf,
    /// Where links lead.
    target: PathBuf,
    written: NamedTempFile,
}

impl Staged {
    fn new(path: &Path, text: &str, force: bool) -> Result<Self, Error> {
        let target = followed(path);
        let former = fs::metadata(&target).ok();
        if former.as_ref().is_some_and(|former| !former.is_file()) {
            return Err(Error::NoFile(path.to_owned()));
        }
        if former.is_some() && !force {
            return Err(Error::Exists(path.to_owned()));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let unwritable = |reason: io::Error| match reason.kind() {
            io::ErrorKind::NotFound => Error::NoFolder { path: path.to_owned(), folder: folder.to_owned() },
            _ => Error::Unwritable { path: path.to_owned(), reason },
        };
        let mut builder = tempfile::Builder::new();
        // Not `tempfile_in`, whose errors name a file that nobody knows; the same goes for writing to it.
        let mut written = builder.prefix(".portico-").make_in(folder, create).map_err(unwritable)?;
        let file = written.as_file_mut();
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(unwritable)?;
        if let Some(former) = former {
            keep_access(file, &former).map_err(unwritable)?;
        }
        Ok(Self { path: path.to_owned(), target, written })
    }

    fn keep(self, force: bool) -> Result<(), Error> {
        let Self { path, target, written } = self;
        let kept = if force { written.persist(target) } else { written.persist_noclobber(target) };
        kept.map(drop).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists if !force => Error::Exists(path),
            _ => Error::Unwritable { path, reason: error.error },
        })
    }
}

/// Where a path leads in the end, be there a file or not.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().map(|folder| folder.join(&next)).unwrap_or(next);
    }
    path
}

/// A web server runs as somebody else: whoever may read other new files may read this one. The umask takes from its mode
/// what it takes from every file's.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Lets the same people read and write it as the file that it replaces.
#[cfg(unix)]
fn keep_access(file: &File, former: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    // Only root may give files away; a group of one's own may be chosen.
    if fchown(file, Some(former.uid()), Some(former.gid())).is_err() {
        let _ = fchown(file, None, Some(former.gid()));
    }
    file.set_permissions(former.permissions())
}

#[cfg(not(unix))]
fn keep_access(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
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
        let (path, no) = (folder.path().join("no/config.json"), folder.path().join("no"));
        let expected = format!("cannot write {}: there is no folder {}", path.display(), no.display());
        assert_eq!(error.to_string(), expected);
        assert!(matches!(file(folder.path(), "", true).unwrap_err(), Error::NoFile(_)));
    }

    #[test]
    fn of_several_files_none_is_written_unless_all_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| (folder.path().join(name), "new".to_owned());
        fs::write(folder.path().join("b"), "mine").unwrap();
        let wanted = [path("a"), path("b"), path("c")];
        assert!(matches!(files(&wanted, false).unwrap_err(), Error::Exists(_)));
        assert!(files(&[path("a"), path("no/b")], true).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(&wanted[1].0).unwrap(), "mine");
        files(&wanted, true).unwrap();
        assert!(wanted.iter().all(|(path, _)| fs::read_to_string(path).unwrap() == "new"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_replaced_keeps_its_mode_and_links_stay_links() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real/config.json"), folder.path().join("config.json"));
        fs::create_dir(folder.path().join("real")).unwrap();
        symlink("real/config.json", &link).unwrap();
        file(&link, "one", false).unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "one");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(file(&link, "two", false).unwrap_err(), Error::Exists(path) if path == link));
        file(&link, "two", true).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "two");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        let round = folder.path().join("round");
        symlink("round", &round).unwrap();
        assert!(file(&round, "", false).is_err());
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
