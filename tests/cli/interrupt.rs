//! Ctrl-C and similar signals: started programs end with `devenv`, and no bug is reported.

use rustix::process::{Pid, Signal, kill_process};

#[cfg(target_os = "linux")]
use crate::support::assert_none_left;
use crate::support::{Machine, Outcome, eventually, finish};

#[test]
fn a_signal_ends_devenv_and_everything_it_started() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let machine = Machine::new();
        // More than run at the same time: those in the queue must not start when the first ones are killed.
        let names = [
            "curl", "fossil", "git", "jq", "kind", "make", "tmux", "wget", "xz", "yq", "zip", "zsh",
        ];
        let up = machine.path("up");
        std::fs::create_dir(&up).unwrap();
        for name in names {
            // Only on Linux, processes that leave their group are adopted.
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
        let left = std::fs::read_dir(machine.path("devenv/cache")).unwrap().count();
        assert_eq!(left, 0, "{signal:?}: temporary files of programs are left");
    }
}

/// Nobody can catch this signal: a process beside devenv ends what was started.
#[test]
#[cfg(target_os = "linux")]
fn a_devenv_that_is_killed_leaves_no_program_behind() {
    let machine = Machine::new();
    let up = machine.path("up");
    for name in ["kind", "jq"] {
        machine.program(
            name,
            &format!("/bin/sleep 600 & echo >> {}; /bin/sleep 600", up.display()),
        );
    }
    let child = machine.scan(&["--timeout", "500", "--program-timeout", "500"]).start();
    eventually("both programs run", || {
        std::fs::read_to_string(&up).is_ok_and(|lines| lines.lines().count() == 2)
    });
    kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    finish(child);
    assert_none_left(machine.tag());
}

/// `job & exec devenv` in a shell: the job becomes a child of devenv, which must not end it.
#[test]
#[cfg(target_os = "linux")]
fn children_that_existed_before_are_not_killed() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let script = "/bin/sh -c 'trap \": > \"$0\"/ended; exit\" TERM; : > \"$0\"/up; while :; do /bin/sleep 0.02; done' \"$0\" >/dev/null 2>&1 &\n\
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
    // It still receives signals.
    kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM).unwrap();
    eventually("the job receives its signal", || machine.path("ended").exists());
}
