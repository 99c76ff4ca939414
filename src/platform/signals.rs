//! The system's signals: those that end the server, and the one that has it read its settings again.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Signals of the process. They are held from the moment this is made: none that comes before it is waited for is lost.
pub(super) struct Signals {
    pub(super) end: End,
    pub(super) hangup: Hangup,
}

/// SIGTERM and SIGINT; elsewhere Ctrl-C.
pub(super) struct End {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

/// SIGHUP; elsewhere nothing.
pub(super) struct Hangup(#[cfg(unix)] Signal);

impl Signals {
    /// Has the system tell the process of its signals, in the context of the runtime.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            end: End {
                #[cfg(unix)]
                terminate: signal(SignalKind::terminate())?,
                #[cfg(unix)]
                interrupt: signal(SignalKind::interrupt())?,
                #[cfg(windows)]
                interrupt: tokio::signal::windows::ctrl_c()?,
            },
            hangup: Hangup(
                #[cfg(unix)]
                signal(SignalKind::hangup())?,
            ),
        })
    }
}

impl End {
    /// How often the process was told to end, counted from now on by a task of its own.
    pub(super) fn counted(self) -> watch::Receiver<u32> {
        let (count, counted) = watch::channel(0);
        let mut signals = self;
        tokio::spawn(async move {
            loop {
                signals.next().await;
                count.send_modify(|count| *count += 1);
            }
        });
        counted
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(windows)]
    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}

impl Hangup {
    /// Waits for the next one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) {
        self.0.recv().await;
    }

    /// Waits for ever: there is none.
    #[cfg(windows)]
    pub(super) async fn next(&mut self) {
        std::future::pending::<()>().await;
    }
}

/// Waits until the process was told so many times to end.
pub(super) async fn told_to_end(mut counted: watch::Receiver<u32>, times: u32) {
    if counted.wait_for(|count| *count >= times).await.is_err() {
        std::future::pending::<()>().await;
    }
}
