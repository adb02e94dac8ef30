//! Every sentence of the page, in English, each under a key that translations can go by.
//!
//! `{}` stands for a name that somebody else chose: a provider, a host, a path.

macro_rules! texts {
    ($($key:ident = $english:literal;)*) => {
        /// A sentence or a label.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Text { $($key,)* }

        impl Text {
            /// The words.
            pub(super) fn english(self) -> &'static str {
                match self { $(Self::$key => $english,)* }
            }
        }
    };
}

impl Text {
    /// What stands before the name, the name if there is a place for one, and what stands after it.
    pub(super) fn around(self, name: &str) -> (&'static str, &str, &'static str) {
        match self.english().split_once('{') {
            Some((before, after)) => (before, name, after.trim_start_matches('}')),
            None => (self.english(), "", ""),
        }
    }

    /// The words with the name in its place.
    pub(super) fn with(self, name: &str) -> String {
        <[&str; 3]>::from(self.around(name)).concat()
    }
}

texts! {
    // Page
    SignIn = "Sign in";
    TheProvider = "the provider";
    Links = "About this site";
    Help = "Help";
    Privacy = "Privacy";
    Terms = "Terms";
    Reload = "Reload the page";

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
    Slow = "This takes longer than usual. Please keep the page open.";

    // Account
    SignedIn = "Signed in";
    NotVerified = "E-mail not verified";
    SignedInWith = "Signed in with";
    UserName = "User name";
    Groups = "Groups";
    ShowAll = "Show all";
    AccessUntil = "Access until";
    Session = "Session";
    OnlyHere = "Ends when you leave this page";
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

    // Signed out
    SigningOut = "Signing you out…";
    SigningOutThere = "You are signed out here. {} is being told.";
    SignedOut = "You are signed out";
    SignedOutLong = "This page holds nothing of your sign-in any more.";
    SignedOutHere = "You are signed out here. {} may still remember you on this device: on a shared one, sign out there as well.";
    SignInAgain = "Sign in again";

    // Failed: what to do
    TryAgain = "Try again";
    ChooseAnother = "Choose another way";
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

    // Failed: what happened
    Denied = "The sign-in was cancelled";
    DeniedLong = "Nothing was shared with this site. If it was not you who cancelled, your account may not be allowed in here.";
    ServerTrouble = "{} has trouble just now";
    ServerTroubleLong = "It could not handle the sign-in and says so itself.";
    NeedsPerson = "{} wants to see you first";
    NeedsPersonLong = "It needs you to sign in or agree there. Try again, and follow what it asks.";
    TooWeak = "A stronger sign-in is needed";
    TooWeakLong = "This site asks for a kind of sign-in that your account at {} did not give. A second factor may help.";
    NotAccepted = "{} does not accept this site’s request";
    NotAcceptedLong = "What this site asks for and what is registered for it there do not match.";
    NotFinished = "{} did not finish the sign-in";
    NotFinishedLong = "It gave no usable answer at the last step. Nothing was lost, you can start again.";
    NoConfig = "The page could not load its settings";
    NoConfigLong = "Perhaps the connection was interrupted. Please try again.";
    WrongConfig = "This page is not set up correctly";
    WrongConfigLong = "Its configuration has a mistake, and nobody can sign in here until it is corrected.";
    SecretInConfigLong = "Its configuration holds a client secret that everyone can read. It should be withdrawn at once and removed.";
    WrongEntry = "{} is not set up correctly";
    WrongEntryLong = "Its entry in the configuration of this page has a mistake.";
    Insecure = "This page must be opened over https";
    InsecureLong = "Without encryption anyone on the way could read along, so browsers withhold what a safe sign-in needs.";
    NoCrypto = "This browser lacks what a safe sign-in needs";
    NoCryptoLong = "It offers no cryptography to this page. Please use a current browser.";
    NoStorage = "This browser does not let the page remember anything";
    NoStorageLong = "The sign-in must be remembered while you are away at {}. Allow site data for this page, or use a window that is not private.";
    Offline = "You are offline";
    OfflineLong = "Signing in needs a connection. Check it, then try again.";
    NotStartedHere = "This sign-in was not started here";
    NotStartedHereLong = "The link you followed belongs to no sign-in of this browser. That is harmless: simply start again.";
    UsedBefore = "This sign-in is finished already";
    UsedBeforeLong = "Its page was reloaded, or opened a second time. Each answer of a provider works only once.";
    TooLate = "This sign-in took too long";
    TooLateLong = "For your safety it is not valid any more. Please start again.";
    WrongAddress = "The sign-in came back to the wrong address";
    WrongAddressLong = "It was expected at another address of this site, so it was not used.";
    SessionEnded = "Your session has ended";
    SessionEndedLong = "{} does not extend it any more, or the connection was lost at the wrong moment. Sign in again to go on.";
    ProviderGone = "This way to sign in is gone";
    ProviderGoneLong = "It has been removed from this page since you started.";
    NoAnswer = "{} did not answer";
    NoAnswerLong = "It may be down, or it may not let this site ask it.";
    NotFitting = "{} can’t be used to sign in here";
    NotFittingLong = "What it says about itself does not fit what this page requires.";
    WrongSender = "The answer was not from {}";
    WrongSenderLong = "It named another sender, or none. To keep you safe it was not used.";
    ConnectionLost = "The connection to {} was lost";
    ConnectionLostLong = "The last step got no answer. It works only once, so the sign-in has to be started again.";
    NoKeys = "The signature of {} could not be checked";
    NoKeysLong = "Its public keys were not there or did not fit. Without them nobody can tell who the answer is from.";
    Clocks = "Two clocks do not agree";
    ClocksLong = "By the clock of this device, the answer of {} is from another time. Set date and time automatically, then try again.";
    NoProof = "The proof from {} did not hold";
    NoProofLong = "The page checks who signed it, for whom, and when. One of these was wrong, so you were not signed in.";
}
