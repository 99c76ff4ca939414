//! A certificate authority made by a test, like a company's, and its certificate for a server on this machine.

use std::path::{Path, PathBuf};

use super::run::Run;

const OPENSSL: &str = "/usr/bin/openssl";

/// The files of an authority and of a server with its certificate, all in PEM.
pub(crate) struct Authority {
    directory: PathBuf,
}

impl Authority {
    /// Makes an authority in a directory, for a server with these names: `DNS:localhost,IP:127.0.0.1`. `None`, with the reason printed: `openssl` is not installed.
    pub(crate) fn make(directory: &Path, names: &str) -> Option<Self> {
        if !Path::new(OPENSSL).exists() {
            crate::provider::skip::skip(format_args!("there is no {OPENSSL}, which makes certificates"));
            return None;
        }
        std::fs::create_dir_all(directory).unwrap();
        let extensions =
            format!("basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName={names}\n");
        std::fs::write(directory.join("names"), extensions).unwrap();
        let authority = Self {
            directory: directory.to_owned(),
        };
        for arguments in [
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Example",
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem -subj /CN=localhost",
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem",
        ] {
            let outcome = authority.openssl(arguments).run();
            assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        }
        Some(authority)
    }

    /// Runs `openssl` in the directory.
    pub(crate) fn openssl(&self, arguments: &str) -> Run {
        Run::of(OPENSSL, arguments.split(' '))
            .env("HOME", &self.directory)
            .directory(&self.directory)
    }

    /// The certificate to trust.
    pub(crate) fn file(&self) -> PathBuf {
        self.directory.join("ca.pem")
    }

    /// The server's certificate.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.directory.join("cert.pem")
    }

    /// The server's key.
    pub(crate) fn key(&self) -> PathBuf {
        self.directory.join("key.pem")
    }
}
