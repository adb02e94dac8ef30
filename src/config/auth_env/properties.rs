//! Whatever the variables are.

use proptest::prelude::*;

use super::name::{Family, Field};
use super::*;

const PAGE: Target<'_> = Target::Page { api: None };
const PORTABASE: Target<'_> = Target::Portabase { url: "https://portabase.test" };

/// Names that mean something, put together in all ways, and others.
fn names() -> impl Strategy<Value = String> {
    use proptest::sample::select;
    let starts = select(vec![
        "AUTH_OIDC_",
        "AUTH_OIDC_A_",
        "AUTH_OIDC_B_C_",
        "AUTH_SOCIAL_",
        "AUTH_SOCIAL_X_",
        "AUTH_",
    ]);
    let ends = select(Field::ALL.to_vec()).prop_map(Field::as_str);
    let others =
        ["ALLOWED_GROUP", "AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET", "TRUSTED_DOMAINS", "PROJECT_SECRET"];
    prop_oneof![
        6 => (starts, ends).prop_map(|(start, end)| [start, end].concat()),
        1 => select(others.to_vec()).prop_map(str::to_owned),
        1 => "AUTH_OIDC_[A-Z_]{0,9}",
        1 => ".{0,20}",
    ]
}

fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://a.test".to_owned()),
        Just("https://a.test/.well-known/openid-configuration".to_owned()),
        Just("a:b".to_owned()),
        Just("spa".to_owned()),
        Just(String::new()),
        ".{0,30}",
    ]
}

/// Names that Portabase reads, of providers of any name. `AUTH_OIDC_A_CLIENT_ID` is none of them: nobody means the id of
/// a provider `A_CLIENT` by that.
fn known() -> impl Strategy<Value = String> {
    use proptest::sample::select;
    let prefix = prop_oneof![
        2 => Just(None),
        4 => select(vec!["A", "ISSUER", "DISCOVERY", "URL", "MY_JWKS", "CLIENT"]).prop_map(|it| Some(it.to_owned())),
        1 => "[A-Z]{1,4}(_[A-Z]{1,9})?".prop_map(Some),
    ];
    let families = select(vec![Family::Oidc, Family::Social]);
    (families, prefix, select(Field::ALL.to_vec())).prop_filter_map("is read", |(family, prefix, field)| {
        let of_client = prefix.as_ref().is_some_and(|prefix| prefix.ends_with("CLIENT"));
        let is_other = of_client && [Field::Id, Field::Secret].contains(&field);
        let is_read = family.has(prefix.is_some(), field) && !is_other;
        is_read.then(|| family.name(prefix.as_deref(), field))
    })
}

proptest! {
    /// Whatever the variables are: each of ours is told of once, in order, no secret gets out, and what is made the page takes.
    #[test]
    fn every_variable_is_told_of_and_no_secret_gets_out(
        pairs in proptest::collection::vec((names(), values()), 0..30),
        is_page in any::<bool>(),
    ) {
        const HUSH: &str = "hush-hush-0451";
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), if is_secret(name) { HUSH } else { value.as_str() }))
            .collect();
        let import = import(pairs.iter().copied(), if is_page { &PAGE } else { &PORTABASE });
        let mut expected: Vec<&str> = Vec::new();
        for (name, _) in pairs.iter().filter(|(name, _)| is_ours(name)) {
            if !expected.contains(name) {
                expected.push(name);
            }
        }
        let told: Vec<_> = import.report.iter().map(|line| line.name.as_str()).collect();
        prop_assert_eq!(told, expected);
        let all = format!("{import:?}");
        prop_assert!(!all.contains(HUSH));
        if let Ok(made) = &import.result {
            let parsed = crate::config::parse(&made.text).unwrap();
            prop_assert!(parsed.notes.is_empty());
            prop_assert_eq!(&parsed.config, &made.config);
        }
    }

    /// A variable that Portabase reads is never said to be unknown, whatever else is there.
    #[test]
    fn no_known_field_is_called_unknown(
        names in proptest::collection::vec(known(), 1..8),
        empty in any::<u8>(),
        is_page in any::<bool>(),
    ) {
        let value = |index: usize| if empty >> (index % 8) & 1 == 1 { "" } else { "https://a.test" };
        let pairs = names.iter().enumerate().map(|(index, name)| (name.as_str(), value(index)));
        let import = import(pairs, if is_page { &PAGE } else { &PORTABASE });
        for line in &import.report {
            prop_assert!(line.fate != Fate::Unknown && !line.sentence.contains("not known"), "{:?}", line);
        }
    }
}
