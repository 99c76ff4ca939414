# Verdicts of Elixir's `Version`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
for line <- IO.stream(:stdio, :line) do
  [range, version] = line |> String.trim_trailing("\n") |> String.split("\t")

  verdict =
    with {:range, {:ok, requirement}} <- {:range, Version.parse_requirement(range)},
         {:version, {:ok, version}} <- {:version, Version.parse(version)} do
      if Version.match?(version, requirement), do: "yes", else: "no"
    else
      {:range, :error} -> "invalid"
      {:version, :error} -> "invalid-version"
    end

  IO.puts(verdict)
end
