//! Compressed copies beside the files, for servers that send them as they are.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::{Compression, GzBuilder};

/// Below this a compressed copy saves less than the header that names it.
const WORTH_IT: usize = 200;

/// Kinds of files that are not compressed already.
const KINDS: &[&str] = &["html", "js", "css", "wasm", "json", "svg", "txt", "ico", "webmanifest"];

/// What the next byte is guessed from: what the encoder thinks best, or the high bits of the one before,
/// which it never tries and which makes the wasm 1.2 kB smaller. Every decoder knows both.
const MODES: &[BrotliEncoderMode] =
    &[BrotliEncoderMode::BROTLI_MODE_GENERIC, BrotliEncoderMode::BROTLI_FORCE_MSB_PRIOR];

/// The brotli form, as small as the encoder can: window of 16 MiB, highest quality, the better mode.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut forms = Vec::new();
    for &mode in MODES {
        let params = BrotliEncoderParams {
            mode,
            quality: 11,
            lgwin: 24,
            size_hint: bytes.len(),
            ..Default::default()
        };
        let mut form = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut form, &params).context("brotli")?;
        forms.push(form);
    }
    forms.into_iter().min_by_key(Vec::len).context("no mode of brotli")
}

/// The gzip form. Its header has no time and no name: the same bytes give the same file.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Writes the compressed copies of everything in the folder that they make smaller.
///
/// `config.json` gets none: it is the file that people edit after the build, and a server would
/// go on sending the compressed copy of the old one.
pub(crate) fn folder(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            self::folder(&path)?;
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = name.rsplit('.').next().unwrap_or_default();
        let bytes = fs::read(&path)?;
        if name == "config.json" || !KINDS.contains(&kind) || bytes.len() < WORTH_IT {
            continue;
        }
        for (ending, small) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            if small.len() < bytes.len() {
                fs::write(path.with_file_name(format!("{name}.{ending}")), small)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn copies_unpack_to_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let text = "portico ".repeat(100);
        for name in ["a.js", "config.json", "picture.png"] {
            fs::write(dir.path().join(name), &text).unwrap();
        }
        fs::write(dir.path().join("short.js"), "let a").unwrap();
        folder(dir.path()).unwrap();

        let mut names: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["a.js", "a.js.br", "a.js.gz", "config.json", "picture.png", "short.js"]);

        let mut unpacked = String::new();
        let packed = fs::read(dir.path().join("a.js.gz")).unwrap();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
        let mut unpacked = Vec::new();
        let packed = fs::read(dir.path().join("a.js.br")).unwrap();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
    }

    #[test]
    fn the_same_bytes_give_the_same_gzip_file() {
        let packed = gzip(b"portico").unwrap();
        assert_eq!(packed, gzip(b"portico").unwrap());
        assert_eq!(packed[3..8], [0; 5], "no flags, no time");
    }
}
