#!/usr/bin/env python3
"""Runs a shell in a terminal, types lines, and prints what the terminal shows, without control sequences.

    terminal.py LINES PROGRAM [ARGUMENT…]

LINES is a file. Each line is typed when the shell asks where the cursor is, as nu does before it reads a line. The shell's end ends it.
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import sys
import termios

CURSOR = b"\x1b[6n"
CONTROL = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_78=>]")


def main() -> None:
    lines = pathlib.Path(sys.argv[1]).read_text("utf-8").splitlines()
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.argv[2], sys.argv[2:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    shown = b""
    answered = 0
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the shell has ended
            break
        if not read:
            break
        shown += read
        while shown.count(CURSOR) > answered:
            answered += 1
            os.write(terminal, b"\x1b[1;1R")
            if lines:
                os.write(terminal, lines.pop(0).encode() + b"\r")
    os.waitpid(process, 0)
    print(CONTROL.sub("", shown.decode("utf-8", "replace")).replace("\r", "\n"))
    if lines:
        sys.exit(f"not typed: {lines}")


main()
