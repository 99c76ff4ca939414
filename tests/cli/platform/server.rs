//! A server of a test's own, and what is asked of it over a real socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Machine, Run};

/// A server that runs, and is killed with the test.
pub(crate) struct Server {
    child: Child,
    /// The server's process. Another program may have started it.
    process: rustix::process::Pid,
    pub(crate) address: String,
    /// The admin's token that it showed, if it made one.
    pub(crate) token: Option<String>,
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

impl Server {
    /// Starts a server whose data is in the state directory of a machine.
    pub(crate) fn start(machine: &Machine, more: &[&str]) -> Self {
        Self::start_with(machine, more, &[])
    }

    /// The same, with variables.
    pub(crate) fn start_with(machine: &Machine, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let arguments = ["serve", "--json", "--listen", "127.0.0.1:0", "--log", "errors"];
        let mut run = machine.devenv(arguments.iter().chain(more));
        for (name, value) in environment {
            run = run.env(name, value);
        }
        Self::of(run)
    }

    /// A server that a run of one's own starts.
    pub(super) fn of(run: Run) -> Self {
        let mut child = run.start();
        let mut line = String::new();
        // It says where it is once it can be reached there.
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let started: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            let mut stderr = String::new();
            child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
            panic!("{error}: {line:?} {stderr}")
        });
        let id = i32::try_from(child.id()).unwrap();
        Self {
            process: rustix::process::Pid::from_raw(id).unwrap(),
            child,
            address: started["listen"].as_str().unwrap().to_owned(),
            token: started["token"].as_str().map(str::to_owned),
        }
    }

    /// The server is this process, which the one that was started has started.
    #[cfg(target_os = "linux")]
    pub(super) fn is_process(&mut self, id: i32) {
        self.process = rustix::process::Pid::from_raw(id).unwrap();
    }

    /// Kills it, while others talk to it.
    pub(crate) fn kill_now(&self) {
        rustix::process::kill_process(self.process, rustix::process::Signal::KILL).unwrap();
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until its log says something; what it says later is lost.
    pub(super) fn wait_for_log(&mut self, text: &str) -> String {
        let mut lines = BufReader::new(self.child.stderr.take().unwrap()).lines();
        lines
            .find_map(|line| line.ok().filter(|line| line.contains(text)))
            .unwrap()
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process, signal).unwrap();
    }

    /// Tells it to end as a service manager does, and says what it ended with and what it had to say.
    pub(crate) fn terminate(self) -> (Option<i32>, String) {
        self.signal(rustix::process::Signal::TERM);
        self.ended()
    }

    /// Waits for its end: what it ended with, and what it had to say.
    pub(super) fn ended(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (status.code(), stderr)
    }

    pub(crate) fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(stream)
    }

    /// Asks, on a connection of its own. An error: the server was gone before it had answered.
    pub(crate) fn try_ask(&self, method: &str, path: &str, token: &str, body: &[u8]) -> std::io::Result<Answer> {
        let mut stream = self.connect()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let broken = || std::io::Error::other("the answer is not whole");
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
        let length = head.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse::<usize>()
                .ok()
        });
        if length.is_some_and(|length| length != body.len()) {
            return Err(broken());
        }
        Ok(Answer {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .ok_or_else(broken)?,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    pub(crate) fn ask(&self, method: &str, path: &str, token: &str, body: &[u8]) -> Answer {
        self.try_ask(method, path, token, body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The caller has its exit code already.
        if let Ok(None) = self.child.try_wait() {
            self.kill_now();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
