//! Ctrl-C and its like: the programs that were started end with `devenv`, and nothing is said of a bug.

use rustix::process::{Pid, Signal, kill_process};

#[cfg(target_os = "linux")]
use crate::support::assert_none_left;
use crate::support::{Machine, Outcome, eventually, finish};

#[test]
fn a_signal_ends_devenv_and_all_that_it_started() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let machine = Machine::new();
        // More than run at the same time: those that wait must not start when the first ones are killed.
        let names = [
            "curl", "fossil", "git", "jq", "kind", "make", "tmux", "wget", "xz", "yq", "zip", "zsh",
        ];
        let up = machine.path("up");
        std::fs::create_dir(&up).unwrap();
        for name in names {
            // What leaves its group is adopted on Linux alone.
            let leaves = if cfg!(target_os = "linux") {
                "/usr/bin/setsid /bin/sleep 600 &"
            } else {
                ""
            };
            let script = format!(
                "trap '' INT TERM HUP; {leaves} : > {}/{name}; /bin/sleep 600",
                up.display()
            );
            machine.program(name, &script);
        }
        let arguments = ["scan", "--timeout", "500", "--program-timeout", "500", "--jobs", "2"];
        let child = machine.devenv(arguments).start();
        eventually("two programs run", || std::fs::read_dir(&up).unwrap().count() == 2);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let outcome = finish(child);
        let nothing = Outcome {
            stdout: String::new(),
            stderr: String::new(),
            code: Some(130),
        };
        assert_eq!(outcome, nothing, "{signal:?}");
        #[cfg(target_os = "linux")]
        assert_none_left(machine.tag());
        assert_eq!(
            std::fs::read_dir(&up).unwrap().count(),
            2,
            "{signal:?}: a program was started after it"
        );
        let kept = std::fs::read_dir(machine.path("devenv/cache")).unwrap().count();
        assert_eq!(kept, 0, "{signal:?}: what programs wrote is left");
    }
}

/// `job & exec devenv` in a shell: the job becomes devenv's child, and is not devenv's to end.
#[test]
#[cfg(target_os = "linux")]
fn children_that_were_there_before_are_left_alone() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let script = "/bin/sh -c 'trap \"echo told > \"$0\"/told; exit\" TERM; : > \"$0\"/up; while :; do /bin/sleep 0.02; done' \"$0\" >/dev/null 2>&1 &\n\
        echo $! > \"$0\"/pid; while ! test -e \"$0\"/up; do /bin/sleep 0.01; done; exec \"$@\"";
    let outcome = machine
        .scan(&[])
        .through("/bin/sh", &["-c", script, machine.tag()])
        .run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let pid: i32 = std::fs::read_to_string(machine.path("pid"))
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    // It still hears.
    kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM).unwrap();
    eventually("the job hears its signal", || machine.path("told").exists());
}
