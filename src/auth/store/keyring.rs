//! The operating system's keyring. Each call has its own thread and a deadline: if the keyring is locked or its service hangs, a call
//! may never return, and its thread is abandoned.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use keyring_core::{CredentialStore, Entry, Error};
use tracing::debug;

use super::{Access, Credentials};
use crate::auth::AuthError;
use crate::secret::Secret;

/// The service name of devenv's entries.
const SERVICE: &str = "devenv-cli";
/// The name of an entry that is written and removed before a sign-in, to check that the keyring works.
const TEST_ENTRY: &str = "proof";

/// The name of this system's keyring.
const NAME: &str = if cfg!(target_os = "macos") {
    "Keychain"
} else if cfg!(windows) {
    "Credential Manager"
} else {
    "Secret Service"
};

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum KeyringWait {
    /// The keyring should answer quickly; its user may be asked for its password.
    Short,
    /// The user is signing in and may be typing the password.
    Long,
}

impl KeyringWait {
    fn limit(self) -> Duration {
        match self {
            Self::Short if std::io::stdin().is_terminal() => Duration::from_secs(20),
            Self::Short => Duration::from_secs(5),
            Self::Long => Duration::from_mins(1),
        }
    }
}

type Call<T> = Result<T, Error>;

/// Runs a call to the keyring in a thread that can be abandoned.
fn call<T: Send + 'static>(
    action: &'static str,
    wait: KeyringWait,
    what: impl FnOnce(&Arc<CredentialStore>) -> Call<T> + Send + 'static,
) -> Result<T, AuthError> {
    let failed = |problem: String| AuthError::Keyring { action, problem };
    let started = Instant::now();
    let (sender, answer) = channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // There is no receiver after the deadline.
            let _ = sender.send(open().and_then(|store| what(&store)));
        })
        .map_err(|error| failed(error.to_string()))?;
    let answer = match answer.recv_timeout(wait.limit()) {
        Ok(answer) => answer.map_err(|error| failed(explain(&error))),
        Err(RecvTimeoutError::Timeout) => Err(failed(format!(
            "it did not answer within {} s; it may be locked",
            wait.limit().as_secs()
        ))),
        Err(RecvTimeoutError::Disconnected) => Err(failed("its client crashed".to_owned())),
    };
    let milliseconds = started.elapsed().as_millis();
    match &answer {
        Ok(_) => debug!("{action} the keyring ({NAME}): done in {milliseconds} ms"),
        Err(error) => debug!("{action} the keyring ({NAME}): {error}, after {milliseconds} ms"),
    }
    answer
}

fn open() -> Call<Arc<CredentialStore>> {
    #[cfg(all(unix, not(target_os = "macos")))]
    let store = dbus_secret_service_keyring_store::Store::new()?;
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

/// The keyring's error, without the bytes that some errors contain.
fn explain(error: &Error) -> String {
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => service_problem(&source.to_string()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "its entry is damaged".to_owned(),
        Error::TooLong(what, limit) => format!("the {what} has more than the {limit} bytes that it takes"),
        Error::NoEntry => "it has no such entry".to_owned(),
        Error::Ambiguous(_) => "it has two entries of the same name".to_owned(),
        Error::NoDefaultStore => "there is no keyring".to_owned(),
        other => {
            debug!("error of the keyring's client: {other}");
            "it refused".to_owned()
        }
    }
}

/// Texts in the errors of keyring services, and their meaning.
const SERVICE_PROBLEMS: [(&str, &str); 8] = [
    ("ServiceUnknown", "no keyring service is running"),
    ("not provided by any .service files", "no keyring service is running"),
    ("Unable to autolaunch", "there is no D-Bus session"),
    ("DBUS_SESSION_BUS_ADDRESS", "there is no D-Bus session"),
    ("Failed to connect to socket", "there is no D-Bus session"),
    ("Did not receive a reply", "the keyring service does not answer"),
    ("dismissed", "its password prompt was dismissed"),
    ("ocked", "it is locked"),
];

/// The error of the system's service, in plain words.
fn service_problem(text: &str) -> String {
    debug!("error of the keyring's service: {text}");
    let known = SERVICE_PROBLEMS.iter().find(|(part, _)| text.contains(part));
    known.map_or("its service failed", |(_, problem)| problem).to_owned()
}

fn entry(store: &Arc<CredentialStore>, profile: &str, part: &str) -> Call<Entry> {
    Entry::new_in_store(store, SERVICE, &format!("{profile}/{part}"))
}

fn get(store: &Arc<CredentialStore>, profile: &str, part: &str) -> Call<Option<Vec<u8>>> {
    match entry(store, profile, part)?.get_secret() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Stores bytes, since Windows accepts only half as much as a password.
fn put(store: &Arc<CredentialStore>, profile: &str, part: &str, value: Option<&[u8]>) -> Call<()> {
    let entry = entry(store, profile, part)?;
    match value {
        Some(bytes) => entry.set_secret(bytes),
        None => match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        },
    }
}

fn get_text(store: &Arc<CredentialStore>, profile: &str, part: &str) -> Call<Option<Secret>> {
    get(store, profile, part)?
        .map(|bytes| {
            String::from_utf8(bytes)
                .map(Secret::new)
                .map_err(|error| Error::BadEncoding(error.into_bytes()))
        })
        .transpose()
}

fn get_access(store: &Arc<CredentialStore>, profile: &str) -> Call<Option<Access>> {
    // An access token that cannot be read is requested again.
    Ok(get(store, profile, "access")?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Writes an entry and removes it: a locked keyring is noticed only at the first write.
pub(super) fn check_writable(wait: KeyringWait) -> Result<(), AuthError> {
    call("write to", wait, |store| {
        put(store, TEST_ENTRY, "entry", Some(b"devenv"))?;
        put(store, TEST_ENTRY, "entry", None)
    })
}

pub(super) fn access(profile: &str) -> Result<Option<Access>, AuthError> {
    let profile = profile.to_owned();
    call("read from", KeyringWait::Short, move |store| {
        get_access(store, &profile)
    })
}

pub(super) fn read(profile: &str) -> Result<Credentials, AuthError> {
    let profile = profile.to_owned();
    call("read from", KeyringWait::Short, move |store| {
        Ok(Credentials {
            refresh: get_text(store, &profile, "refresh")?,
            access: get_access(store, &profile)?,
            client_secret: get_text(store, &profile, "secret")?,
        })
    })
}

pub(super) fn write(profile: &str, credentials: &Credentials, wait: KeyringWait) -> Result<(), AuthError> {
    let (profile, credentials) = (profile.to_owned(), credentials.clone());
    call("write to", wait, move |store| {
        let bytes = |secret: &Secret| secret.reveal().as_bytes().to_vec();
        put(
            store,
            &profile,
            "refresh",
            credentials.refresh.as_ref().map(bytes).as_deref(),
        )?;
        put(
            store,
            &profile,
            "secret",
            credentials.client_secret.as_ref().map(bytes).as_deref(),
        )?;
        let access = credentials
            .access
            .as_ref()
            .and_then(|access| serde_json::to_vec(access).ok());
        match put(store, &profile, "access", access.as_deref()) {
            // A token with many groups is long. Without it, each command uses the refresh token to request another.
            Err(Error::TooLong(..)) if credentials.refresh.is_some() => put(store, &profile, "access", None),
            other => other,
        }
    })
}

pub(super) fn delete(profile: &str) -> Result<(), AuthError> {
    let profile = profile.to_owned();
    call("delete from", KeyringWait::Long, move |store| {
        put(store, &profile, "refresh", None)?;
        put(store, &profile, "access", None)?;
        put(store, &profile, "secret", None)
    })
}
