//! Data that only one of the other files needs: what stands between `\u{2}<name of its part>\n` and `\u{3}`.
//!
//! In the first file there are zeros in its place, which cost next to nothing once they are compressed.

use anyhow::{Context, Result};
use wasmparser::{DataKind, Operator, Parser, Payload};

/// What a file puts into the memory.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) address: i32,
    pub(super) bytes: Vec<u8>,
}

/// Takes out of a program what is of these parts, and answers it for each of them.
pub(super) fn take(wasm: &mut [u8], names: &[&[&str]]) -> Result<Vec<Vec<Block>>> {
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::DataSection(data) = payload? else { continue };
        for segment in data {
            let segment = segment?;
            let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
            let offset = offset_expr.get_operators_reader().read()?;
            let Operator::I32Const { value } = offset else { continue };
            segments.push((value, segment.range.end - segment.data.len()..segment.range.end));
        }
    }
    let mut taken = Vec::new();
    for names in names {
        let mut blocks = Vec::new();
        for name in *names {
            let begin = format!("\u{2}{name}\n");
            for (address, range) in &segments {
                let data = &mut wasm[range.clone()];
                while let Some(start) = find(data, begin.as_bytes()) {
                    let end = find(&data[start..], b"\x03").context("data of a part has no end")?;
                    let bytes = &mut data[start..=start + end];
                    blocks.push(Block { address: address + i32::try_from(start)?, bytes: bytes.to_vec() });
                    bytes.fill(0);
                }
            }
        }
        taken.push(blocks);
    }
    Ok(taken)
}

fn find(data: &[u8], wanted: &[u8]) -> Option<usize> {
    data.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, DataSection, MemorySection, MemoryType, Module};

    fn program(data: &[u8]) -> Vec<u8> {
        let (mut memories, mut section) = (MemorySection::new(), DataSection::new());
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        section.active(0, &ConstExpr::i32_const(1000), data.iter().copied());
        let mut module = Module::new();
        module.section(&memories).section(&section);
        module.finish()
    }

    #[test]
    fn what_is_of_a_part_is_taken_out() {
        let mut wasm = program(b"ab\x02later\nc\n\x03d\x02first\n\x03");
        let taken = take(&mut wasm, &[&["oidc"][..], &["later"]]).unwrap();
        assert_eq!(taken, [vec![], vec![Block { address: 1002, bytes: b"\x02later\nc\n\x03".to_vec() }]]);
        assert_eq!(wasm, program(b"ab\0\0\0\0\0\0\0\0\0\0d\x02first\n\x03"));
    }

    #[test]
    fn what_has_no_end_is_an_error() {
        assert!(take(&mut program(b"\x02later\n"), &[&["later"][..]]).is_err());
    }
}
