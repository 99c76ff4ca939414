//! `devenv login` and the commands after it, run like a user does, with a strict provider.

mod ci;
mod distrust;
mod foreign_text;
#[cfg(target_os = "linux")]
mod keyring;
mod last_page;
mod listener;
mod logout;
mod providers;
mod pushed;
mod saved_files;
mod sign_in;
mod tls;
mod tokens;
mod validation;
mod without_browser;

use std::process::Child;
use std::sync::{Arc, Mutex};

use crate::provider::http::{self, Response, parameter};
use crate::provider::issuer::Issuer;
use crate::support::{Machine, Outcome, Run, eventually};

/// A running sign-in.
pub(crate) struct SignIn {
    child: Child,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
    readers: Vec<std::thread::JoinHandle<()>>,
    /// The address of the sign-in page.
    address: String,
}

fn collect(mut pipe: impl std::io::Read + Send + 'static) -> (Arc<Mutex<String>>, std::thread::JoinHandle<()>) {
    let text = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&text);
    let reader = std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length) = pipe.read(&mut buffer) {
            if length == 0 {
                break;
            }
            shared
                .lock()
                .unwrap()
                .push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
    });
    (text, reader)
}

/// The address that the user is told to open.
fn address_in(text: &str) -> Option<String> {
    let line = text.split("\n\n  ").nth(1)?;
    line.split_once('\n').map(|(address, _)| address.to_owned())
}

impl SignIn {
    /// Starts it, and registers its callback address with the provider.
    pub(crate) fn start(issuer: &Issuer, run: Run) -> Self {
        let sign_in = Self::unregistered(run);
        issuer.register(sign_in.redirect());
        sign_in
    }

    fn unregistered(run: Run) -> Self {
        let mut child = run.start();
        let (stdout, out) = collect(child.stdout.take().unwrap());
        let (stderr, err) = collect(child.stderr.take().unwrap());
        let mut address = None;
        eventually("the address of the sign-in page is shown", || {
            let text = stderr.lock().unwrap().clone();
            address = address_in(&text);
            assert!(
                address.is_some() || child.try_wait().unwrap().is_none(),
                "it ended: {text}"
            );
            address.is_some()
        });
        Self {
            child,
            stdout,
            stderr,
            readers: vec![out, err],
            address: address.unwrap(),
        }
    }

    /// The callback address that the provider gets.
    fn redirect(&self) -> String {
        parameter(&self.address, "redirect_uri").unwrap()
    }

    fn state(&self) -> String {
        parameter(&self.address, "state").unwrap()
    }

    /// Signs in at the provider, and returns where it redirects the browser.
    fn callback(&self) -> String {
        let answer = http::get(&self.address);
        assert_eq!(answer.status, 302, "{answer:?}");
        answer.header("location").unwrap().to_owned()
    }

    /// Does what a user's browser does.
    pub(crate) fn browse(&self) -> Response {
        http::get(&self.callback())
    }

    fn said(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    pub(crate) fn finish(mut self) -> Outcome {
        let mut status = None;
        eventually("devenv ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        for reader in self.readers {
            reader.join().unwrap();
        }
        let text = |text: &Mutex<String>| text.lock().unwrap().clone();
        Outcome {
            stdout: text(&self.stdout),
            stderr: text(&self.stderr),
            code: status.unwrap().code(),
        }
    }
}

/// `devenv login` to the platform of a provider, with the session in a file.
fn login(machine: &Machine, issuer: &Issuer, more: &[&str]) -> Run {
    let base = issuer.base();
    let mut arguments = vec!["login", &base, "--insecure-storage"];
    arguments.extend(more);
    machine.devenv(arguments)
}

/// A machine with a session.
pub(crate) fn signed_in(issuer: &Issuer) -> Machine {
    let machine = Machine::new();
    let sign_in = SignIn::start(issuer, login(&machine, issuer, &[]));
    sign_in.browse();
    let outcome = sign_in.finish();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    machine
}

/// The output of a failed sign-in after the address.
fn ending(outcome: &Outcome) -> &str {
    outcome.stderr.find("error:").map_or("", |at| &outcome.stderr[at..])
}
