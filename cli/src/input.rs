//! Reading files that somebody has written.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none.
    #[error("there is no {}", .0.display())]
    Missing(PathBuf),
    /// It is a folder.
    #[error("{} is a folder, not a file", .0.display())]
    Folder(PathBuf),
    /// The system refuses it.
    #[error("cannot read {}: {reason}", name(.path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Larger than anything of its kind.
    #[error("{} is larger than {} KiB", name(.path), .max / 1024)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Bytes that are read at most.
        max: usize,
    },
    /// No text that is read here.
    #[error("{} is not UTF-8{}", name(.path), if *.is_utf_16 { ", but UTF-16: save it as UTF-8" } else { "" })]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// Does it begin as Windows' editors begin UTF-16?
        is_utf_16: bool,
    },
}

/// How people call a file that they have named: `-` is standard input.
pub fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Reads a text of at most so many bytes, of a file or (`-`) standard input. A byte order mark is no part of it.
pub fn text(path: &Path, max: usize) -> Result<String, Error> {
    let path_buf = || path.to_owned();
    let fail = |reason: io::Error| match reason.kind() {
        io::ErrorKind::NotFound => Error::Missing(path_buf()),
        io::ErrorKind::IsADirectory => Error::Folder(path_buf()),
        _ => Error::Unreadable { path: path_buf(), reason },
    };
    let mut bytes = Vec::new();
    let limit = max as u64 + 1;
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(fail)?;
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(fail)?;
    }
    if bytes.len() > max {
        return Err(Error::TooLarge { path: path_buf(), max });
    }
    let is_utf_16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let text = String::from_utf8(bytes).map_err(|_| Error::NotUtf8 { path: path_buf(), is_utf_16 })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, bytes).unwrap();
        text(&path, 100)
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(read("\u{feff}a\r\n".as_bytes()).unwrap(), "a\r\n");
        assert_eq!(read(b"").unwrap(), "");
    }

    #[test]
    fn what_can_not_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = text(&folder.path().join("no"), 1).unwrap_err();
        assert!(missing.to_string().starts_with("there is no /"), "{missing}");
        assert!(matches!(text(folder.path(), 1).unwrap_err(), Error::Folder(_)));
        assert!(matches!(read(&[b'a'; 101]).unwrap_err(), Error::TooLarge { max: 100, .. }));
        assert!(read(&[b'a'; 100]).is_ok());
        assert!(matches!(read(b"a\xffb").unwrap_err(), Error::NotUtf8 { is_utf_16: false, .. }));
        let windows = read(b"\xff\xfea\0").unwrap_err();
        assert!(windows.to_string().ends_with("save it as UTF-8"), "{windows}");
    }
}
