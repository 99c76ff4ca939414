# Verdicts of Ruby's `Gem::Requirement`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
$stdin.each_line(chomp: true) do |line|
  range, version = line.split("\t", 2)
  requirement = begin
    Gem::Requirement.new(range.split(","))
  rescue Gem::Requirement::BadRequirementError
    puts "invalid"
    next
  end
  unless Gem::Version.correct?(version)
    puts "invalid-version"
    next
  end
  puts requirement.satisfied_by?(Gem::Version.new(version)) ? "yes" : "no"
end
