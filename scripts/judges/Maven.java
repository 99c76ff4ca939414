// Verdicts of `maven-artifact`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each.
// A bare version is only a recommendation for Maven: it is read as a minimum here.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.apache.maven.artifact.versioning.ArtifactVersion;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

public class Maven {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            System.out.println(verdict(fields[0], new DefaultArtifactVersion(fields[1])));
        }
    }

    private static String verdict(String text, ArtifactVersion version) {
        try {
            VersionRange range = VersionRange.createFromVersionSpec(text);
            ArtifactVersion least = range.getRecommendedVersion();
            boolean allowed = least != null ? version.compareTo(least) >= 0 : range.containsVersion(version);
            return allowed ? "yes" : "no";
        } catch (InvalidVersionSpecificationException error) {
            return "invalid";
        }
    }
}
