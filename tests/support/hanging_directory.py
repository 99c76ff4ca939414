#!/usr/bin/env python3
"""Runs a command while a directory hangs: `hanging_directory.py DIRECTORY SECONDS COMMAND…`, as root, in a mount namespace of its own.

A FUSE file system is mounted there whose requests nobody answers. Exit status: the command's; 3 if it did not end in time; 77 if no such file
system can be mounted, with the reason.
"""
import ctypes
import os
import subprocess
import sys

directory, seconds, *command = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)


def skip(reason):
    print(reason, file=sys.stderr)
    sys.exit(77)


try:
    device = os.open("/dev/fuse", os.O_RDWR)
except OSError as error:
    skip(f"/dev/fuse: {error.strerror}")
options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
if libc.mount(b"none", directory.encode(), b"fuse", 0, options.encode()) != 0:
    skip(f"mount: {os.strerror(ctypes.get_errno())}")
process = subprocess.Popen(command)
try:
    status = process.wait(float(seconds))
except subprocess.TimeoutExpired:
    status = 3
# What waits for an answer gets an error.
libc.umount2(directory.encode(), 2)
os.close(device)
process.wait()
sys.exit(status)
