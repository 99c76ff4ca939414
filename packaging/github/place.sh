#!/usr/bin/env bash
# Says where the program belongs on this runner, and whether it can be cached there.
set -euo pipefail

case $RUNNER_OS-$RUNNER_ARCH in
  # The static build: it runs whatever C library the runner or its container has.
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  # Windows on ARM runs programs for x86-64.
  Windows-*) target=x86_64-pc-windows-msvc ;;
  *)
    echo "::error title=devenv::there is no devenv for $RUNNER_OS on $RUNNER_ARCH"
    exit 1
    ;;
esac
version=${INPUT_VERSION#v}
if ! [[ $version =~ ^(latest|[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?)$ ]]; then
  echo "::error title=devenv::the input \`version\` is neither latest nor a version such as 0.1.0"
  exit 1
fi
cache=false
if [ "$INPUT_CACHE" = true ] && [ "$version" != latest ] && [ -z "$INPUT_FILE" ]; then cache=true; fi
# Backslashes of Windows would escape what follows them.
directory=${RUNNER_TEMP//\\//}/devenv/$version
{
  echo "target=$target"
  echo "directory=$directory"
  echo "cache=$cache"
  echo "key=devenv-$version-$target"
} >>"$GITHUB_OUTPUT"
