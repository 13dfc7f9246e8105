package io.github.osgnet4j.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Findings as text for people and as JSON for programs. */
public final class Report {
    private Report() {}

    /** The lines of a finding, without their ends. */
    public static List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add((finding.error() ? "error: " : "warning: ") + finding.message());
        if (finding.kind() != Kind.UNREADABLE) {
            lines.add("    in " + printable(finding.where()));
        }
        finding.examples().forEach(example -> lines.add("    - " + printable(example)));
        long more = finding.count() - finding.examples().size();
        if (more > 0) {
            lines.add("    - and " + more + " more");
        }
        lines.add("    To do: " + finding.kind().advice() + ".");
        return lines;
    }

    /** Ids come out of files, and a terminal obeys some characters. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Counts and all findings. */
    public static JsonNode json(List<Finding> findings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        long errors = findings.stream().filter(Finding::error).count();
        root.put("errors", errors).put("warnings", findings.size() - errors);
        ArrayNode list = root.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode node = list.addObject()
                    .put("severity", finding.error() ? "error" : "warning")
                    .put("kind", finding.kind().key())
                    .put("part", finding.part())
                    .put("where", finding.where())
                    .put("count", finding.count())
                    .put("of", finding.of())
                    .put("message", finding.message());
            finding.examples().forEach(node.putArray("examples")::add);
            node.put("advice", finding.kind().advice());
        }
        return root;
    }
}
