// Verdicts of npm's own `semver`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
const semver = require(process.argv[2]);
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => line.includes("\t"));
for (const line of lines) {
  const [range, version] = line.split("\t");
  if (semver.validRange(range) === null) console.log("invalid");
  else if (version && semver.valid(version) === null) console.log("invalid-version");
  else console.log(semver.satisfies(version, range) ? "yes" : "no");
}
