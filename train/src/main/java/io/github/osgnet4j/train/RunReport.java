package io.github.osgnet4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.train.CurveChart.Curve;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The curves of a run as SVG files, and a page that holds them and needs nothing else. */
final class RunReport {

    private RunReport() {}

    static void write(Path folder, String title, List<JsonNode> lines) {
        List<JsonNode> steps = lines.stream()
                .filter(l -> "step".equals(l.path("kind").asText()))
                .toList();
        List<JsonNode> validations = lines.stream()
                .filter(l -> "validation".equals(l.path("kind").asText()))
                .toList();
        String loss = new CurveChart(
                        "Loss by step",
                        List.of(
                                smoothed("total", steps, "final_loss"),
                                smoothed("classification", steps, "cls_loss"),
                                smoothed("regression", steps, "reg_loss"),
                                smoothed("shots", steps, "vtm_loss")))
                .svg();
        String recall = new CurveChart(
                        "Recall in percent by step",
                        List.of(
                                curve("R@1 IoU 0.5, trained", validations, "trained_r1_iou0.5"),
                                curve("R@1 IoU 0.5, average", validations, "ema_r1_iou0.5"),
                                curve("R@5 IoU 0.5, trained", validations, "trained_r5_iou0.5"),
                                curve("R@5 IoU 0.5, average", validations, "ema_r5_iou0.5")))
                .svg();
        write(folder.resolve("loss.svg"), loss);
        write(folder.resolve("recall.svg"), recall);
        write(folder.resolve("report.html"), page(title, loss, recall, steps, validations));
    }

    private static void write(Path file, String text) {
        FileReplacement.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Curve curve(String name, List<JsonNode> lines, String field) {
        List<JsonNode> with =
                lines.stream().filter(l -> l.path(field).isNumber()).toList();
        return new Curve(
                name,
                with.stream().mapToDouble(l -> l.get("step").asDouble()).toArray(),
                with.stream().mapToDouble(l -> l.get(field).asDouble()).toArray());
    }

    private static Curve smoothed(String name, List<JsonNode> lines, String field) {
        Curve raw = curve(name, lines, field);
        double[] y = raw.y().clone();
        for (int i = 1; i < y.length; i++) {
            y[i] = 0.9 * y[i - 1] + 0.1 * y[i];
        }
        return new Curve(name, raw.x(), y);
    }

    private static String page(
            String title, String loss, String recall, List<JsonNode> steps, List<JsonNode> validations) {
        StringBuilder rows = new StringBuilder();
        for (JsonNode v : validations) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%d</td><td>%d</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td></tr>%n",
                    v.path("epoch").asLong() + 1,
                    v.path("step").asLong() + 1,
                    v.path("trained_r1_iou0.3").asDouble(),
                    v.path("trained_r1_iou0.5").asDouble(),
                    v.path("ema_r1_iou0.3").asDouble(),
                    v.path("ema_r1_iou0.5").asDouble()));
        }
        return String.format(Locale.ROOT, """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
                <style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 .5em}svg{max-width:100%%}
                table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ccc;text-align:right}</style></head>
                <body><h1>%1$s</h1><p>%2$d steps.</p>
                %3$s
                %4$s
                <table><tr><th>epoch</th><th>steps</th><th>R@1 0.3</th><th>R@1 0.5</th><th>average R@1 0.3</th><th>average R@1 0.5</th></tr>
                %5$s</table></body></html>
                """, escape(title), steps.size(), loss, recall, rows);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
