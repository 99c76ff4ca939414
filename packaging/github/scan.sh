#!/usr/bin/env bash
# Scans. devenv itself writes the annotations and the job's summary; the exit code is kept for the last step.
set -euo pipefail

fail() {
  echo "::error title=devenv::$*"
  exit 1
}
command -v jq >/dev/null || fail "the runner has no jq, which reads the score"
reports=${RUNNER_TEMP//\\//}/devenv/reports/$GITHUB_ACTION
rm -rf "$reports"
mkdir -p "$reports"

arguments=(scan --ci --report "json=$reports/scan.json" --report "sarif=$reports/scan.sarif" --report "markdown=$reports/scan.md")
[ -z "$INPUT_FAIL_UNDER" ] || arguments+=(--fail-under "$INPUT_FAIL_UNDER")
[ "$INPUT_UPLOAD" != true ] || arguments+=(--upload)
[ -z "$INPUT_PLATFORM" ] || export DEVENV_PLATFORM=$INPUT_PLATFORM
read -r -a more <<<"$INPUT_ARGUMENTS"

exit_code=0
"$INPUT_PROGRAM" "${arguments[@]}" ${more[@]+"${more[@]}"} || exit_code=$?
echo "exit-code=$exit_code" >>"$GITHUB_OUTPUT"
if [ -s "$reports/scan.json" ]; then
  {
    echo "score=$(jq -r .assessment.score "$reports/scan.json")"
    echo "status=$(jq -r .assessment.status "$reports/scan.json")"
    echo "json=$reports/scan.json"
    echo "sarif=$reports/scan.sarif"
    echo "markdown=$reports/scan.md"
  } | tr -d '\r' >>"$GITHUB_OUTPUT"
fi
