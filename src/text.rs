//! Text from outside, made fit to be shown.

/// At most `max` characters of `text`, on one line, without what could change how the rest of the page
/// reads: control characters, bidirectional overrides and isolates, zero-width and other format characters.
///
/// Views set it as a text node, so markup in it is inert already.
pub fn clean(text: &str, max: usize) -> String {
    let mut cleaned = String::new();
    let mut kept = 0;
    for character in text.trim().chars() {
        let character = match character {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
            hidden if is_hidden(hidden) => continue,
            visible => visible,
        };
        if kept == max {
            cleaned.push('…');
            break;
        }
        cleaned.push(character);
        kept += 1;
    }
    cleaned
}

/// Characters that draw nothing themselves: C0 and C1 controls, bidi controls (Unicode UAX #9), joiners
/// outside of scripts that need them, byte order marks, interlinear annotation and tag characters.
fn is_hidden(character: char) -> bool {
    matches!(u32::from(character),
        0x00..=0x1f | 0x7f..=0x9f | 0xad | 0x061c | 0x180e | 0x200b | 0x200e | 0x200f | 0x202a..=0x202e
        | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe007f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_go_and_long_text_ends_in_an_ellipsis() {
        assert_eq!(clean(" Acme\u{202e}gpj\u{200b}\n<b> ", 40), "Acmegpj <b>");
        assert_eq!(clean("abcdef", 3), "abc…");
        assert_eq!(clean("abc", 3), "abc");
    }

    #[test]
    fn names_of_every_script_stay_whole() {
        for name in ["Ångström", "محمد", "नमस्ते", "क्\u{200d}ष", "👩\u{200d}🚀"]
        {
            assert_eq!(clean(name, 40), name);
        }
    }
}
