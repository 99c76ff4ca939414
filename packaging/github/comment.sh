#!/usr/bin/env bash
# Writes the report as a comment on the pull request: the comment of an earlier run is updated.
set -euo pipefail

number=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
if [ -z "$number" ]; then
  echo "This job is not of a pull request: there is nothing to comment on."
  exit 0
fi
marker="<!-- devenv-scan:$(printf %s "$INPUT_COMMENT_KEY" | tr -c 'A-Za-z0-9._' '_') -->"
answer=$RUNNER_TEMP/devenv-comment-answer.json
body=$RUNNER_TEMP/devenv-comment.json
# GitHub takes 65,536 characters.
jq -Rs --arg marker "$marker" '{body: ($marker + "\n" + (if length > 60000 then .[:60000] + "\n\n… The rest is in the job'"'"'s summary." else . end))}' \
  "$INPUT_MARKDOWN" >"$body"

# The HTTP status; the answer is in a file. The token is read from standard input, so that no process list shows it.
request() {
  printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" |
    curl --silent --show-error --config - --request "$1" --header "Accept: application/vnd.github+json" --max-time 60 --retry 2 \
      --output "$answer" --write-out '%{http_code}' "${@:3}" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
}
refused() {
  echo "::notice title=devenv::the report was not written as a comment: GitHub answered $1. The job needs the permission \`pull-requests: write\`, which jobs of forks do not have."
  exit 0
}

comment=
for page in $(seq 1 30); do
  status=$(request GET "issues/$number/comments?per_page=100&page=$page")
  [ "$status" = 200 ] || refused "$status"
  comment=$(jq -r --arg marker "$marker" '[.[] | select((.body // "") | startswith($marker)) | .id][0] // empty' "$answer")
  if [ -n "$comment" ] || [ "$(jq length "$answer")" -lt 100 ]; then break; fi
done
status=
if [ -n "$comment" ]; then status=$(request PATCH "issues/comments/$comment" --data "@$body"); fi
# The comment found may be somebody else's, who copied its first line.
if [ "$status" != 200 ]; then
  status=$(request POST "issues/$number/comments" --data "@$body")
fi
case $status in
  200 | 201) echo "The report is a comment on pull request $number." ;;
  *) refused "$status" ;;
esac
