use crate::protocol::www_authenticate::asks_for_new_token;

#[test]
fn an_invalid_token_or_silence_asks_for_a_new_one() {
    for header in [
        // RFC 6750 §3
        r#"Bearer realm="example""#,
        r#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#,
        "bearer error=invalid_token",
        r#"Basic realm="a, error=insufficient_scope", Bearer error="invalid_token""#,
        r#"Negotiate, Bearer realm="a\", error=\"insufficient_scope\"""#,
        "Basic realm=x, error=insufficient_scope",
        "Negotiate",
        "Bearer",
        "",
        ",,=,",
        "\"",
    ] {
        assert!(asks_for_new_token(Some(header)), "{header}");
    }
    assert!(asks_for_new_token(None));
}

#[test]
fn another_error_does_not() {
    for header in [
        r#"Bearer error="insufficient_scope", scope="write""#,
        r#"BEARER realm="a" , ERROR = "insufficient_scope""#,
        r#"Basic realm="a", Bearer realm="b", error="invalid_request""#,
        r#"Negotiate, Bearer error="in\valid_request""#,
    ] {
        assert!(!asks_for_new_token(Some(header)), "{header}");
    }
}

proptest::proptest! {
    #[test]
    fn any_header_is_read(header in ".*") {
        asks_for_new_token(Some(&header));
    }
}
