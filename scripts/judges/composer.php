<?php
// Verdicts of `composer/semver`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
require $argv[1] . '/autoload.php';
$parser = new Composer\Semver\VersionParser();
while (($line = fgets(STDIN)) !== false) {
    [$range, $version] = explode("\t", rtrim($line, "\n"));
    try {
        $constraint = $parser->parseConstraints($range);
    } catch (UnexpectedValueException $error) {
        echo "invalid\n";
        continue;
    }
    try {
        $is = new Composer\Semver\Constraint\Constraint('==', $parser->normalize($version));
    } catch (UnexpectedValueException $error) {
        echo "invalid-version\n";
        continue;
    }
    echo $constraint->matches($is) ? "yes\n" : "no\n";
}
