//! The labels and sentences of the page, in English, each under a key that translations can go by. What failures
//! say is in `explain.rs`, under the error codes.
//!
//! They are in the file of the program that shows them: `cargo xtask build` moves what stands between `\u{2}later\n` and
//! `\u{3}` there. So the words of a part can be shown behind its gate only (see [`later`](crate::later)).
//!
//! `{}` stands for a name that somebody else chose: a provider, a host, a path.

macro_rules! texts {
    ($($part:ident = $name:literal { $($key:ident = $english:literal;)* })*) => {
        /// A sentence or a label. The first one of each part is none, but the mark of the part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Text { $($part, $($key,)*)* }

        impl Text {
            /// The words.
            pub(super) fn english(self) -> &'static str {
                let (mut text, mut first) = ("", 0);
                $(if self as usize >= Self::$part as usize {
                    // One a line, in the order of the keys: slices would have a pointer and a length each.
                    const WORDS: &str = concat!("\u{2}", $name, "\n", $($english, "\n",)* "\u{3}");
                    (text, first) = (WORDS, Self::$part as usize);
                })*
                line(text, self as usize - first)
            }
        }
    };
}

/// A line of a text, counted from 0; past its end, an empty one.
pub(super) fn line(mut text: &str, number: usize) -> &str {
    for _ in 0..number {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    text.split_once('\n').map_or(text, |(line, _)| line)
}

/// What stands before the place of the name, and what stands after it, if there is a place.
pub(super) fn around(words: &str) -> (&str, Option<&str>) {
    match words.split_once('{') {
        Some((before, after)) => (before, after.get(1..)),
        None => (words, None),
    }
}

/// The words with the name in its place.
pub(super) fn with(words: &str, name: &str) -> String {
    match around(words) {
        (before, Some(after)) => [before, name, after].concat(),
        (words, None) => words.to_owned(),
    }
}

texts! {
    First = "first" {
        // Page
        SignIn = "Sign in";
        UserName = "User name";
        TheProvider = "the provider";
        Links = "About this site";
        Help = "Help";
        Privacy = "Privacy";
        Terms = "Terms";

        // Picker
        ChooseHow = "Choose how you want to continue.";
        OnlyOneWay = "You will sign in at {}.";
        ContinueWith = "Continue with {}";
        LastUsed = "Last used";
        Opening = "Opening {}…";
        StillWaiting = "Still waiting? Try again";
        Unreachable = "Did not answer just now. You can still try.";
        Unusable = "Not set up correctly. Press for details.";
        Search = "Search";
        NothingFound = "Nothing found. Try fewer letters.";

        // On the way
        SigningIn = "Signing you in…";
        CheckingAnswer = "Checking the answer of {}.";
        Cancel = "Cancel";
        Slow = "This takes longer than usual. Please keep the page open.";

        // Above every screen
        OfflineNotice = "You are offline. The page goes on when the connection is back.";

        Reload = "Reload the page";

        // Failed, where even the words for it did not come
        NoWords = "That did not work";
        NoWordsLong = "Perhaps the connection was interrupted. Check it, then try again.";
        TryAgain = "Try again";
        ChooseAnother = "Choose another way";
    }
    Failed = "failed" {
        // Failed: what to do
        AskSupport = "Ask for help";
        Details = "Details for support";
        Copy = "Copy details";
        Copied = "Copied";
        Selected = "Selected. Copy it with the keyboard.";

        // Failed: whose side it is on
        SideOfThisPage = "This is on our side, not yours.";
        SideOfSetup = "This is about how this site is set up. Trying again will not help until its administrator has changed something: the details below say what.";
        SideOfNetwork = "This is between your device and the network.";
        SideOfServer = "This is on the side of {}, not yours.";
        NextLater = "It may pass: please try again in a moment.";
        NextNo = "Trying again will not help until somebody has changed something.";
    }
    ElementLeave = "element-leave" {
        // The sign-in goes on in a window
        InWindow = "Continue in the window that has opened.";
        ShowWindow = "Show the window";
        CancelWindow = "Cancel";
        ContinueHere = "Continue in this tab";
        WindowClosed = "The window was closed before you were signed in.";
    }
    Pocketbase = "pocketbase" {
        // What can be typed on the picker
        Or = "or";
        Email = "E-mail";
        EmailOrUserName = "E-mail or user name";
        Password = "Password";
        SendCode = "E-mail me a code";
    }
    PocketbaseLater = "pocketbase-later" {
        NoMatch = "That does not fit. Please check what you typed.";
        CodeWrong = "This code is wrong or too old.";
        TooOften = "That was too often. Please wait a moment.";
        SentTo = "We have sent a code to {}. If nothing comes, perhaps there is no account with this address.";
        CheckEmail = "Check your e-mail";
        SecondProof = "This site asks for a second proof that it is you.";
        OneMoreStep = "One more step";
        StartOver = "Start over";
        OtherAddress = "Use another address";
        Code = "Code";
    }
    Later = "later" {
        // Above every screen
        SignedOutElsewhere = "Your session was ended in another tab.";
        SignedInElsewhere = "You signed in as {} in another tab.";
        TroubleNotice = "{} does not answer just now. You stay signed in; the page tries again by itself.";
        // Account
        SignedIn = "Signed in";
        NotVerified = "E-mail not verified";
        SignedInWith = "Signed in with";
        Groups = "Groups";
        ShowAll = "Show all";
        Role = "Role";
        NoRole = "None: none of your groups is let in here";
        AccessUntil = "Access until";
        InMinutes = " · in {} min";
        InHours = " · in {} h";
        InDays = " · in {} days";
        InLessThanAMinute = " · in less than a minute";
        RenewedAt = "Renewed at";
        Session = "Session";
        OnlyHere = "Ends when you leave this page";
        UntilTheLastTab = "Ends with the last tab";
        UntilSignOut = "Lasts until you sign out";
        Continue = "Continue";
        TakingYou = "Taking you to {}…";
        SignOut = "Sign out";
        Backend = "Backend";
        Asking = "Asking…";
        Connected = "Connected";
        Refused = "Refused";
        AnsweredWithError = "Answered with an error";
        BackendUnreachable = "No answer";
        BackendTimedOut = "No answer in time";
        BackendTooLarge = "Answer too large";
        BackendNotAllowed = "Not asked: its origin is not allowed";
        WhatBackendAnswered = "What the backend answered";
        Offline = "You are offline";


        // Before a session ends by itself
        StillThere = "Are you still there?";
        EndsIdle = "For your safety you will be signed out at {}.";
        EndsSoon = "Your session is about to end";
        EndsExpired = "It ends at {}. To go on, your sign-in is checked once more; you will be right back.";
        Stay = "Stay signed in";

        // Signed out
        SigningOut = "Signing you out…";
        SigningOutThere = "You are signed out here. {} is being told.";
        SignedOut = "You are signed out";
        SignedOutLong = "This page holds nothing of your sign-in any more.";
        SignedOutHere = "You are signed out here. {} may still remember you on this device: on a shared one, sign out there as well.";
        SignedOutIdle = "Nothing happened here for a while. {} may still remember you on this device: on a shared one, sign out there as well.";
        ThisBrowser = "This browser";
        SignedOutStep = "Signed out";
        Tokens = "Tokens";
        Revoked = "Revoked";
        NotRevoked = "Deleted here; revoking them failed";
        Dropped = "Deleted here";
        Told = "Was told; did not confirm it";
        NotReached = "Could not be reached";
        NotTold = "Not told";
        SignInAgain = "Sign in again";
    }
    Accounts = "accounts" {
        // Linked accounts
        WaysToSignIn = "Ways to sign in";
        OnlyWay = "Your only way to sign in";
        UnlinkOne = "Unlink {}";
        UnlinkWords = "You will not be able to sign in with it any more.";
        Unlink = "Unlink";
        LinkOne = "Link {}";
        Linked = "Linked.";
        Unlinked = "Unlinked.";
        AlreadyLinked = "It is linked to another account.";
        NotDone = "That did not work. Please try again later.";
        Keep = "Keep";
    }
}
