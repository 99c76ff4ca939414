//! A platform below a path of another site, behind Debian's nginx.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use super::server::Server;
use crate::support::{Machine, Run, eventually};

const NGINX: &str = "/usr/sbin/nginx";

/// An nginx that ends with its test.
struct Nginx {
    child: Child,
    port: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free now. If another program takes it meanwhile, the test fails.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Nginx {
    /// Passes what is below `/devenv/` on to an address.
    fn start(machine: &Machine, port: u16, to: &str) -> Self {
        let directory = machine.path("nginx");
        std::fs::create_dir_all(&directory).unwrap();
        let settings = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;\n\
             events {{}}\n\
             http {{\n  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;\n\
             uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n  server {{\n    listen 127.0.0.1:{port};\n\
             location /devenv/ {{\n      proxy_pass {to};\n      proxy_set_header Host $http_host;\n\
             proxy_set_header X-Forwarded-For $remote_addr;\n    }}\n  }}\n}}\n"
        );
        let file = directory.join("nginx.conf");
        std::fs::write(&file, settings).unwrap();
        let child = Run::of(
            NGINX,
            [
                "-p",
                directory.to_str().unwrap(),
                "-c",
                file.to_str().unwrap(),
                "-e",
                "stderr",
            ],
        );
        let nginx = Self {
            child: child.start(),
            port,
        };
        eventually("nginx listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        nginx
    }

    /// The head and the body that a browser gets.
    fn ask(&self, method: &str, path: &str, cookie: &str, form: &str) -> (String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let origin = format!("127.0.0.1:{}", self.port);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {origin}\r\norigin: http://{origin}\r\ncookie: {cookie}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let line = head
        .lines()
        .find(|line| line.to_lowercase().starts_with(&format!("{name}: ")));
    line.map_or("", |line| &line[name.len() + 2..])
}

#[test]
fn pages_api_and_sign_in_work_below_a_path_behind_nginx() {
    if !Path::new(NGINX).exists() {
        return crate::provider::skip::skip(format_args!("there is no {NGINX}, the proxy in front of a platform"));
    }
    // nginx takes the path off, or passes it on.
    for passed_on in ["/", ""] {
        let machine = Machine::new();
        machine.program("kind", "echo kind version 0.20.0");
        let port = free_port();
        let base = format!("http://127.0.0.1:{port}/devenv");
        let server = Server::start(&machine, &["--public-url", &base, "--trust-proxy"]);
        let admin = server.token.clone().unwrap();
        let nginx = Nginx::start(&machine, port, &format!("http://{}{passed_on}", server.address));

        // The command line: a scan is uploaded, and its link leads to the page.
        let scan = machine
            .scan(&["--require-upload"])
            .env("DEVENV_PLATFORM", &base)
            .env("DEVENV_TOKEN", &admin)
            .run();
        assert_eq!(scan.code, Some(0), "{scan:#?}");
        let id = scan.json()["scan_id"].as_str().unwrap().to_owned();
        let page = format!("/devenv/scans/{id}");
        assert!(
            scan.stderr.contains(&format!("http://127.0.0.1:{port}{page}")),
            "{scan:#?}"
        );

        // A browser: it is sent to sign in, and then to the page that was asked for.
        let (head, _) = nginx.ask("GET", &page, "", "");
        let sign_in = format!("/devenv/sign-in?next=%2Fscans%2F{id}");
        assert_eq!(
            header(&head, "location").trim_start_matches(&format!("http://127.0.0.1:{port}")),
            sign_in,
            "{head}"
        );
        let (_, form) = nginx.ask("GET", &sign_in, "", "");
        assert!(form.contains("action=\"/devenv/sign-in\""), "{form}");
        assert!(form.contains(&format!("name=\"next\" value=\"/scans/{id}\"")), "{form}");
        let (head, _) = nginx.ask(
            "POST",
            "/devenv/sign-in",
            "",
            &format!("token={admin}&next=/scans/{id}"),
        );
        assert!(header(&head, "location").ends_with(&page), "{head}");
        let cookie = header(&head, "set-cookie");
        assert!(cookie.contains("; Path=/devenv; "), "{cookie}");
        let cookie = cookie.split(';').next().unwrap();
        for path in [
            page.as_str(),
            "/devenv/",
            "/devenv/tokens",
            "/devenv/sessions",
            "/devenv/docs",
        ] {
            let (head, body) = nginx.ask("GET", path, cookie, "");
            assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
            let links = body.split([' ', '<']).filter_map(|word| {
                let link = word
                    .strip_prefix("href=\"")
                    .or_else(|| word.strip_prefix("action=\""))?;
                link.split('"').next()
            });
            let outside: Vec<&str> = links
                .filter(|link| link.starts_with('/') && !link.starts_with("/devenv/"))
                .collect();
            assert_eq!(outside, Vec::<&str>::new(), "{path}");
        }
        let (head, _) = nginx.ask("GET", "/devenv/assets/style.css", "", "");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        // The addresses in the log and the audit log are the browser's, by the proxy's word.
        let log = server.ask("GET", "/api/v1/audit", &admin, b"").json();
        assert_eq!(log["items"][0]["address"], "127.0.0.1");
    }
}
