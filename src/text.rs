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

/// In lower case, as far as the alphabets go that names of groups are written in: Latin, Greek, Cyrillic. Unicode's own
/// tables are 5 kB of brotli.
pub fn lower_case(text: &str) -> String {
    let lower = |it: char| {
        let code = u32::from(it);
        let by = match code {
            0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => 32,
            0x400..=0x40F => 80,
            // Accented Greek, and a letter whose small form is among Latin-1.
            0x386 => 38,
            0x388..=0x38A => 37,
            0x38C => 64,
            0x38E | 0x38F => 63,
            0x178 => return '\u{FF}',
            // Pairs: the first of them is the capital.
            0x100..=0x12E | 0x132..=0x136 | 0x14A..=0x176 if code % 2 == 0 => 1,
            0x139..=0x147 | 0x179..=0x17D if code % 2 == 1 => 1,
            _ => 0,
        };
        char::from_u32(code + by).unwrap_or(it)
    };
    text.chars().map(lower).collect()
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

    #[test]
    fn lower_case_is_what_it_is_elsewhere_for_the_alphabets_of_europe() {
        for it in (0..0x180).chain(0x386..0x3CF).chain(0x400..0x460).filter_map(char::from_u32) {
            // Its small form is two characters.
            if it != '\u{130}' {
                let text = it.to_string();
                assert_eq!(lower_case(&text), text.to_lowercase(), "{it:?}");
            }
        }
        assert_eq!(lower_case("Ärzte Łódź Врачи ΓΙΑΤΡΟΊ 日本"), "ärzte łódź врачи γιατροί 日本");
    }
}
