#!/usr/bin/env bash
# Installs devenv: from the cache, from a given file, or from a release, whose checksum is verified before anything is unpacked.
set -euo pipefail

fail() {
  echo "::error title=devenv::$*"
  exit 1
}
repository=OWNER/devenv
directory=$INPUT_DIRECTORY
version=${INPUT_VERSION#v}
case $INPUT_TARGET in
  *windows*) program=$directory/devenv.exe extension=zip ;;
  *) program=$directory/devenv extension=tar.gz ;;
esac

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

unpack() {
  case $1 in
    *.zip) unzip -q -o "$1" -d "$directory/unpacked" ;;
    *) tar -xf "$1" -C "$directory/unpacked" ;;
  esac
  local found
  found=$(find "$directory/unpacked" -type f -name "$(basename "$program")" | head -n 1)
  [ -n "$found" ] || fail "there is no devenv in $1"
  mv "$found" "$program"
  rm -rf "$directory/unpacked"
}

download() {
  curl --fail --silent --show-error --location --proto '=https,http' --proto-redir '=https,http' --retry 3 --max-time 300 --output "$2" "$1" ||
    fail "cannot download $1"
}

mkdir -p "$directory/unpacked"
if [ -n "$INPUT_FILE" ]; then
  [ -f "$INPUT_FILE" ] || fail "the file $INPUT_FILE does not exist"
  if [ -n "$INPUT_CHECKSUM" ] && [ "$(sha256 "$INPUT_FILE")" != "$INPUT_CHECKSUM" ]; then
    fail "$INPUT_FILE has another SHA-256 than the input \`checksum\`"
  fi
  case $INPUT_FILE in
    *.zip | *.tar.gz | *.tgz) unpack "$INPUT_FILE" ;;
    *) cp "$INPUT_FILE" "$program" ;;
  esac
elif [ ! -f "$program" ]; then
  archive=devenv-cli-$INPUT_TARGET.$extension
  if [ -n "$INPUT_DOWNLOAD_URL" ]; then
    url=${INPUT_DOWNLOAD_URL%/}
  elif [ "$version" = latest ]; then
    url=$GITHUB_SERVER_URL/$repository/releases/latest/download
  else
    url=$GITHUB_SERVER_URL/$repository/releases/download/v$version
  fi
  download "$url/$archive" "$directory/$archive"
  expected=$INPUT_CHECKSUM
  if [ -z "$expected" ]; then
    download "$url/$archive.sha256" "$directory/$archive.sha256"
    expected=$(cut -d ' ' -f 1 "$directory/$archive.sha256")
  fi
  actual=$(sha256 "$directory/$archive")
  if [ "$actual" != "$expected" ]; then
    rm -f "$directory/$archive"
    fail "$url/$archive has the SHA-256 $actual, expected $expected"
  fi
  unpack "$directory/$archive"
  rm -f "$directory/$archive" "$directory/$archive.sha256"
fi
rm -rf "$directory/unpacked"
chmod +x "$program"
installed=$("$program" --version) || fail "the installed devenv does not start"
installed=${installed#devenv }
if [ "$version" != latest ] && [ -z "$INPUT_FILE" ] && [ "$installed" != "$version" ]; then
  fail "devenv $installed was installed instead of $version"
fi
echo "devenv $installed"
{
  echo "program=$program"
  echo "version=$installed"
} >>"$GITHUB_OUTPUT"
# Later steps of the job may run devenv too.
echo "$directory" >>"$GITHUB_PATH"
