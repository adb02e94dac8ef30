//! What PocketBase knows a person by, beside tokens and codes.

use crate::protocol::secret::secret;

secret! {
    /// A password, or the digits of a one-time password.
    Password;
    /// `mfaId`: the first of two factors has been shown. Good for minutes, and once.
    MfaId;
    /// `otpId`: names the e-mail with a one-time password.
    OtpId;
}
