//! What better-auth 1.7.0 and 1.7.5 have answered, byte for byte; their servers were thrown away.

/// sign-in/sso
pub(super) const SSO: &str = r#"{"url":"http://127.0.0.1:9000/auth?response_type=code&client_id=backend&state=9mAl321Nrty897ikMVV8HQVxHStgdgXN&scope=openid+profile+email+groups&redirect_uri=http%3A%2F%2F127.0.0.1%3A3005%2Fapi%2Fauth%2Fsso%2Fcallback%2Fpocketid&code_challenge_method=S256&code_challenge=lDlnWSnKnUIf-xv8z9NSu7o3RSzmw4wbyyFqov9jprY","redirect":true}"#;

/// get-session
pub(super) const SESSION: &str = r#"{"session":{"expiresAt":"2026-11-29T04:50:42.928Z","token":"7kZBUNZAFXtnLyVSiqDvh8fSlsCBJdfO","createdAt":"2026-11-22T04:50:42.928Z","updatedAt":"2026-11-22T04:50:42.928Z","ipAddress":"","userAgent":"node","userId":"ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX","id":"5Hmx4ePhLF898b4X64XElpxXYZdon8ji"},"user":{"name":"Alice A","email":"alice@example.test","emailVerified":false,"image":"http://127.0.0.1:8080/a.png","createdAt":"2026-11-22T04:50:42.928Z","updatedAt":"2026-11-22T04:50:42.928Z","role":"admin","banned":false,"id":"ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX"}}"#;

/// list-accounts
pub(super) const ACCOUNTS: &str = r#"[{"issuer":"http://127.0.0.1:9000","accountId":"alice","providerId":"pocketid","userId":"ZHToXMtBieVi1wWSmVEe3nxcUAcFTHlX","createdAt":"2026-11-22T04:50:42.928Z","updatedAt":"2026-11-22T04:50:42.928Z","id":"6tgMVeMcnSNWHc8A5M8fPTfmVHqkQzFQ","scopes":["openid","profile","email","groups"]}]"#;

/// list-accounts of somebody with a password (1.7.5): without `issuer`, and with the user's own id
pub(super) const PASSWORD: &str = r#"[{"accountId":"lQHZG1BNuoZJuWwSHFRB2ZGGfqQlf7Fy","providerId":"credential","userId":"lQHZG1BNuoZJuWwSHFRB2ZGGfqQlf7Fy","createdAt":"2026-11-28T19:12:38.716Z","updatedAt":"2026-11-28T19:12:38.716Z","id":"KztEY8sEGh1w05XRADsuW4OYj4xxmGo9","scopes":[]}]"#;

/// sign-in/social with an ID token; the user's members that were left out there are those of a sign-up with a password
pub(super) const ID_TOKEN: &str = r#"{"redirect":false,"token":"1SeBFMphlQcre0YMnz6ctEG29Cvd5Tad","user":{"name":"Alice A","email":"alice@example.test","emailVerified":true,"createdAt":"2026-11-22T04:51:50.909Z","updatedAt":"2026-11-22T04:51:50.909Z","role":"pending","banned":false,"id":"sp1zF3GuY2l36YtcwgHCOWsszCtfHQXt"}}"#;

/// `set-auth-token`
pub(super) const SIGNED: &str =
    "u10sNfaguinkC8anuLaWeOnFrPtzYRGS.Wf5+oqCsgbLPcjgMDKwd0a0iCA2WWNVGRnFn7oGDcyU=";

/// sign-out
pub(super) const SIGNED_OUT: &str = r#"{"success":true}"#;

/// unlink-account
pub(super) const UNLINKED: &str = r#"{"status":true}"#;

/// list-accounts of nobody
pub(super) const UNAUTHORIZED: &str = r#"{"message":"Unauthorized","code":"UNAUTHORIZED"}"#;

/// unlink-account with `providerId`
pub(super) const VALIDATION: &str = r#"{"message":"[body.accountId] Invalid input: expected string, received undefined","code":"VALIDATION_ERROR"}"#;

/// sign-out from a foreign origin
pub(super) const ORIGIN: &str = r#"{"message":"Invalid origin","code":"INVALID_ORIGIN"}"#;

/// sign-out without an origin, with a cookie
pub(super) const NO_ORIGIN: &str = r#"{"message":"Missing or null Origin","code":"MISSING_OR_NULL_ORIGIN"}"#;

/// sign-in/sso with a foreign `callbackURL`
pub(super) const CALLBACK_URL: &str = r#"{"message":"Invalid callbackURL","code":"INVALID_CALLBACK_URL"}"#;

/// sign-in/social with an ID token for another audience, or with another nonce
pub(super) const INVALID_TOKEN: &str = r#"{"message":"Invalid token","code":"INVALID_TOKEN"}"#;

/// sign-in/sso where the provider's origin is not trusted
pub(super) const DISCOVERY: &str = r#"{"message":"Untrusted OIDC discovery URL: The main discovery endpoint \"http://127.0.0.1:9000/.well-known/openid-configuration\" is not trusted by your trusted origins configuration.","code":"discovery_untrusted_origin"}"#;

/// sso/callback, the first sign-in of somebody without a role
pub(super) const NO_ROLE: &str = r#"{"message":"Access Denied: No matching roles found (undefined)"}"#;

/// A refusal in better-auth's form, of one of its codes that was not captured.
pub(super) fn refusal(code: &str, message: &str) -> String {
    format!(r#"{{"message":"{message}","code":"{code}"}}"#)
}
