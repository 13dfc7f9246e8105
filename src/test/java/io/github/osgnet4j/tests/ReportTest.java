package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet report}: the figures of a page about a split. */
class ReportTest {

    /** Predictions of an untrained network, whose recall is not all or nothing. */
    private static final Path NLQ = Path.of(System.getProperty("osgnet.root")).resolve("src/test/resources/golden/nlq");

    @TempDir
    Path folder;

    private String report(Path set, Object... more) throws IOException {
        Path output = folder.resolve("report.html");
        Object[] args = {
            "report", "-c", set.resolve("config.yaml"), "-p", set.resolve("golden/predictions.json"), "-o", output
        };
        Command.succeed(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
        return Files.readString(output);
    }

    private static List<String> rows(String page, String table) {
        Matcher found = Pattern.compile("<table id=\"" + table + "\">.*?<tbody>(.*?)</tbody>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(found.find(), "no table " + table);
        return Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL)
                .matcher(found.group(1))
                .results()
                .map(row -> row.group(1).replaceAll("<.*?>", " ").strip().replaceAll("\\s+", " "))
                .toList();
    }

    @Test
    void theRecallIsThatOfEval() throws IOException {
        Path json = folder.resolve("metrics.json");
        Command.succeed(
                "eval", "-c", NLQ.resolve("config.yaml"), "-p", NLQ.resolve("golden/predictions.json"), "--json", json);
        JsonNode metrics = new ObjectMapper().readTree(json.toFile());
        List<String> rows = rows(report(NLQ), "recall-table");
        double[] sums = new double[3];
        for (int t = 0; t < 2; t++) {
            JsonNode percent = metrics.get("recall_percent").get(t);
            StringBuilder expected =
                    new StringBuilder(metrics.get("thresholds").get(t).asText());
            for (int r = 0; r < 3; r++) {
                expected.append(
                        String.format(Locale.ROOT, " %.2f", percent.get(r).asDouble()));
                sums[r] += percent.get(r).asDouble();
            }
            assertEquals(expected.toString(), rows.get(t));
        }
        assertEquals(
                String.format(Locale.ROOT, "mean %.2f %.2f %.2f", sums[0] / 2, sums[1] / 2, sums[2] / 2), rows.get(2));
        assertTrue(sums[2] > 0, "some of the predictions are right");
    }

    private static JsonNode queries(String page) throws IOException {
        Matcher data = Pattern.compile(
                        "<script type=\"application/json\" id=\"queries-data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(data.find());
        return new ObjectMapper().readTree(data.group(1));
    }

    @Test
    void theTableHasEveryQueryWithItsKindOfErrorAndLeadsToTheServer() throws IOException {
        String page = report(NLQ, "--serve", "http://localhost:8080");
        JsonNode table = queries(page);
        JsonNode predicted = new ObjectMapper()
                .readTree(NLQ.resolve("golden/predictions.json").toFile())
                .get("results");
        assertEquals(predicted.size(), table.get("rows").size());
        assertEquals("http://localhost:8080/", table.get("serve").textValue());
        JsonNode row = table.get("rows").get(0);
        assertEquals(table.get("columns").size(), row.size());
        String clip = predicted.get(0).get("clip_uid").textValue();
        assertEquals(clip, row.get(1).textValue());
        assertEquals(
                predicted.get(0).get("predicted_times").get(0).get(0).doubleValue(),
                row.get(4).doubleValue(),
                0.0051);
        assertEquals("background", row.get(10).textValue());
        assertTrue(page.contains("href=\"http://localhost:8080/#clip="), "a link of an example");
        assertEquals(5, rows(page, "errors-table").size());
        assertEquals(
                2,
                Command.run("report", "-c", "c", "-p", "p", "-o", "o", "--serve", "javascript:alert(1)")
                        .code());
    }

    @Test
    void withoutAnswersThePageSaysWhatWasPredicted() throws IOException {
        Path test = folder.resolve("test.jsonl");
        String lines = Files.readString(Learn.annotations());
        Files.writeString(test, lines.replaceAll("\"timestamps\": \\[\\[[^\\]]*\\]\\], ", ""));
        String page = report(Learn.folder(), "--split", "test", "--annotations", test);
        assertFalse(page.contains("recall-table"), "a recall");
        assertTrue(page.contains("Most confident queries"));
        JsonNode table = queries(page);
        assertEquals(Learn.QUERIES, table.get("rows").size());
        assertEquals(7, table.get("columns").size());
    }

    @Test
    void everyBreakdownCountsEveryQuery() throws IOException {
        String page = report(NLQ);
        int queries = new ObjectMapper()
                .readTree(NLQ.resolve("golden/predictions.json").toFile())
                .get("results")
                .size();
        for (int i = 1; i <= 4; i++) {
            int sum = rows(page, "groups-" + i + "-table").stream()
                    .mapToInt(row -> Integer.parseInt(row.split(" ")[row.split(" ").length - 6]))
                    .sum();
            assertEquals(queries, sum, "breakdown " + i);
        }
    }

    @Test
    void theSameInputGivesTheSameBytesAndNoPathOfTheMachine() throws IOException {
        String first = report(Learn.folder());
        assertEquals(first, report(Learn.folder()));
        assertFalse(first.contains(folder.toString()), "the output's folder is in the page");
        assertFalse(first.contains(Learn.folder().toString()), "the input's folder is in the page");
        assertTrue(first.contains(Hashes.sha256(Learn.folder().resolve("golden/predictions.json"))));
    }

    @Test
    void thePageLoadsNothingAndRunsOnlyTheScriptThatItsPolicyNames() throws Exception {
        String page = report(Learn.folder());
        String script = page.substring(page.lastIndexOf("<script>") + 8, page.lastIndexOf("</script>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
        assertTrue(page.contains("script-src &#39;sha256-" + Base64.getEncoder().encodeToString(hash) + "&#39;"));
        assertEquals(2, page.split("<script", -1).length - 1, "data and script");
        assertEquals(
                0,
                Pattern.compile("(src|srcset|href)=\"(?!data:image/svg\\+xml;base64,|#)")
                        .matcher(page)
                        .results()
                        .count());
        assertFalse(page.contains("url("), "a style that loads");
    }

    @Test
    void hostileTextIsText() throws IOException {
        String hostile = "<script>alert(1)</script>";
        Path annotations = folder.resolve("val.jsonl");
        Files.writeString(annotations, Files.readString(Learn.annotations()).replace("Where was", hostile));
        String page = report(Learn.folder(), "--annotations", annotations);
        assertFalse(page.contains(hostile), "markup of the annotations");
        assertEquals(2, page.split("</script", -1).length - 1, "an end that the data has");
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; the pan?"));
    }

    @Test
    void thePlotsAreWrittenAsSvg() throws Exception {
        Path plots = folder.resolve("plots");
        report(Learn.folder(), "--plots", plots);
        try (Stream<Path> files = Files.list(plots)) {
            List<Path> all = files.sorted().toList();
            assertEquals(
                    List.of(
                            "calibration.svg",
                            "iou-of-the-first-window.svg",
                            "kinds-of-errors.svg",
                            "recall-by-kind-of-question.svg",
                            "recall-by-length-of-the-annotated-window.svg",
                            "recall-by-objects-named-in-the-query.svg",
                            "recall-by-position-in-the-clip.svg"),
                    all.stream().map(f -> f.getFileName().toString()).toList());
            for (Path file : all) {
                org.w3c.dom.Element svg = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
                assertEquals("svg", svg.getTagName());
                assertEquals("720", svg.getAttribute("width"));
                int marks = svg.getElementsByTagName("rect").getLength()
                        + svg.getElementsByTagName("circle").getLength();
                assertTrue(marks > 3, file + " is blank");
            }
        }
    }

    @Test
    void aTestSplitAndForeignPredictionsAreRefused() {
        Path output = folder.resolve("report.html");
        Object[] test = {
            "report",
            "-c",
            Learn.config(),
            "-p",
            Learn.folder().resolve("golden/predictions.json"),
            "-o",
            output,
            "--split",
            "test"
        };
        Command usage = Command.run(test);
        assertEquals(2, usage.code());
        assertTrue(usage.err().contains("--annotations"), usage.err());
        Command foreign =
                Command.run("report", "-c", Learn.config(), "-p", NLQ.resolve("golden/predictions.json"), "-o", output);
        assertEquals(1, foreign.code());
        assertTrue(foreign.err().contains("is not in the annotations"), foreign.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void aRunIsReportedOnAloneAndAFolderOfNoneIsRefused() throws IOException {
        Command none = Command.run("report", folder);
        assertEquals(1, none.code());
        assertTrue(none.err().contains("metrics.jsonl"), none.err());
        Files.writeString(folder.resolve("metrics.jsonl"), "{\"kind\":\"step\",\"step\":0,\"final_loss\":1}\n");
        assertEquals(
                folder.resolve("report.html").toString(),
                Command.succeed("report", folder).out().strip());
        assertTrue(Files.readString(folder.resolve("report.html")).contains("Training report"));
        Command both = Command.run("report", folder, "-c", Learn.config(), "-p", "p.json", "-o", "r.html");
        assertEquals(2, both.code());
        Command half = Command.run("report", "-c", Learn.config());
        assertEquals(2, half.code());
        assertTrue(half.err().contains("--predictions") && half.err().contains("--output"), half.err());
    }

    @Test
    void theInputsStay() throws IOException {
        Path predictions = folder.resolve("predictions.json");
        Files.copy(Learn.folder().resolve("golden/predictions.json"), predictions);
        byte[] before = Files.readAllBytes(predictions);
        Command result = Command.run("report", "-c", Learn.config(), "-p", predictions, "-o", predictions);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("is the input"), result.err());
        assertArrayEquals(before, Files.readAllBytes(predictions));
    }

    @Test
    void theTrainingSplitIsItsOwnGroundTruth() throws IOException {
        Path predictions = folder.resolve("train.json");
        String line = Files.readAllLines(Learn.folder().resolve("annotations/train.jsonl"))
                .get(0);
        JsonNode query = new ObjectMapper().readTree(line);
        String id = query.get("query_id").asText();
        int split = id.lastIndexOf('_');
        JsonNode truth = query.get("timestamps").get(0);
        Files.writeString(predictions, """
                {"version": "1.0", "challenge": "ego4d_nlq_challenge", "results": [{"query_idx": %s,
                 "annotation_uid": "%s", "clip_uid": "%s", "predicted_times": [[%s, %s, 0.5]]}]}""".formatted(
                        id.substring(split + 1),
                        id.substring(0, split),
                        query.get("video_id").asText(),
                        truth.get(0),
                        truth.get(1)));
        Path output = folder.resolve("report.html");
        Command.succeed("report", "-c", Learn.config(), "-p", predictions, "--split", "train", "-o", output);
        assertEquals(
                "0.3 100.00 100.00 100.00",
                rows(Files.readString(output), "recall-table").get(0));
    }
}
