package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingReportTest {

    private static final String LOSSES =
            "\"final_loss\":4.0,\"cls_loss\":1.5,\"reg_loss\":1.0,\"vtm_loss\":0.5,\"lr\":0.001,\"grad_norm\":2.0";

    private static final String RECALL = "\"final_loss\":3.5,\"trained_r1_iou0.3\":10.0,\"trained_r1_iou0.5\":5.0,"
            + "\"trained_r5_iou0.3\":20.0,\"ema_r1_iou0.3\":12.5,\"ema_r1_iou0.5\":7.5,\"ema_r5_iou0.3\":25.0";

    @TempDir
    Path folder;

    private RunFolder run() {
        return new RunFolder(folder.resolve("run"));
    }

    private static List<String> rows(String page, String table) {
        Matcher found = Pattern.compile("<table id=\"" + table + "\".*?<tbody>(.*?)</tbody>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(found.find(), "no table " + table);
        return Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL)
                .matcher(found.group(1))
                .results()
                .map(row -> row.group(1).replaceAll("<.*?>", " ").strip().replaceAll("\\s+", " "))
                .toList();
    }

    /** The plots on white. */
    private static List<String> plots(String page) {
        return Pattern.compile(" src=\"data:image/svg\\+xml;base64,(.*?)\"")
                .matcher(page)
                .results()
                .map(image -> new String(Base64.getDecoder().decode(image.group(1)), StandardCharsets.UTF_8))
                .toList();
    }

    private static String plot(String page, String axis) {
        return plots(page).stream()
                .filter(svg -> svg.contains(">" + axis + "<"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no plot of " + axis));
    }

    @Test
    void everyPartOfTheLossIsDrawnAndInTheTableOfEpochs() {
        String page = run().step(0, 0, LOSSES)
                .step(1, 0, "\"final_loss\":2.0,\"order_loss\":0.25,\"lr\":0.001")
                .step(2, 1, LOSSES)
                .validation(2, 1, RECALL)
                .report();
        for (String name : List.of("total", "classification", "regression", "shots", "order_loss", "validation")) {
            assertTrue(plot(page, "loss").contains(">" + name + "<"), name);
        }
        assertEquals(
                List.of(
                        "1 2 3.000 1.500 0.2500 1.000 0.5000 2.000 0.001000",
                        "2 1 4.000 1.500 1.000 0.5000 2.000 0.001000"),
                rows(page, "epochs-table").stream()
                        .map(row -> row.replace("  ", " "))
                        .toList());
    }

    @Test
    void rateAndGradientRecallAndQueryDependenceAreDrawn() {
        String page = run().step(0, 0, LOSSES)
                .validation(0, 0, RECALL + ",\"trained_same_windows\":0.75,\"ema_same_windows\":1.0")
                .report();
        for (String axis : List.of(
                "learning rate",
                "gradient norm",
                "recall in percent, IoU 0.3",
                "recall in percent, IoU 0.5",
                "share of pairs")) {
            plot(page, axis);
        }
        for (String name : List.of("R@1, trained", "R@1, average", "R@5, trained", "R@5, average")) {
            assertTrue(plot(page, "recall in percent, IoU 0.3").contains(">" + name + "<"), name);
        }
        assertTrue(rows(page, "recall-table").get(0).startsWith("1 1 trained 10.00 5.00 20.00"));
        assertTrue(rows(page, "recall-table").get(1).startsWith("1 1 average 12.50 7.50 25.00"));
        assertTrue(page.contains("<dd>12.50<small>"), "the highest R@1 of all weights and validations");
    }

    @Test
    void whatIsNotThereIsSaid() {
        String none = run().report();
        for (String words :
                List.of("0 steps in 0 epochs", "No steps are recorded", "No validations are recorded", "no run.json")) {
            assertTrue(none.contains(words), words);
        }
        String one = run().step(0, 0, LOSSES).report();
        assertTrue(one.contains("1 step in 1 epoch. The run is not complete."), one);
        assertFalse(one.contains("Query dependence"), "it is not recorded");
    }

    @Test
    void aResumedRunIsOneRun() {
        String page = run().step(0, 0, "\"final_loss\":9.0")
                .step(1, 0, "\"final_loss\":9.0")
                .validation(1, 0, "\"trained_r1_iou0.3\":1.0")
                .line("{\"kind\":\"step\",\"st")
                .step(1, 0, "\"final_loss\":1.0")
                .validation(1, 0, "\"trained_r1_iou0.3\":2.0")
                .step(2, 1, "\"final_loss\":1.0")
                .record("{\"complete\":3,\"identity\":{}}")
                .report();
        assertTrue(page.contains("3 steps in 2 epochs. The run is complete."), page);
        assertTrue(rows(page, "epochs-table").get(0).startsWith("1 2 5.000"));
        assertEquals(2, rows(page, "recall-table").size());
    }

    @Test
    void whatIsNoNumberIsAGapAndIsCounted() {
        String page = run().step(0, 0, LOSSES)
                .step(1, 0, "\"final_loss\":\"NaN\",\"grad_norm\":\"Infinity\"")
                .step(2, 0, "\"final_loss\":1e999,\"grad_norm\":2.0")
                .step(3, 0, LOSSES)
                .report();
        assertTrue(page.contains("of 2 steps is not a finite number"), page);
        assertTrue(rows(page, "epochs-table").get(0).startsWith("1 4 4.000"));
        plots(page).forEach(svg -> assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg));
    }

    @Test
    void aLongRunMakesAPageThatIsNotAndKeepsItsExtremes() {
        RunFolder run = run();
        for (int i = 0; i < 20_000; i++) {
            run.step(
                    i,
                    i / 20,
                    String.format(Locale.ROOT, "\"final_loss\":%s,\"grad_norm\":%d", i == 7777 ? 95 : 1, i % 5));
            run.validation(i, i / 20, "\"ema_r1_iou0.3\":" + i % 7);
        }
        String page = run.report();
        assertTrue(page.length() < 3_000_000, page.length() + " characters");
        assertTrue(plot(page, "loss").contains(">100<"), "the axis has room for the highest loss");
        assertEquals(500, rows(page, "epochs-table").size());
        assertTrue(page.contains("the last 500 of 1,000"));
    }

    @Test
    void hyperParametersAreListedAndThoseSetOtherwiseAreMarked() {
        String page = run().record("""
                        {"overrides": {"opt.learning_rate": "0.002"}, "complete": 0, "identity": {
                          "config opt.learning_rate": "0.002", "config model.max_query": "64", "seed": "3",
                          "ground truth": "%s"}}""".replace("%s", "0a".repeat(32))).report();
        assertEquals(List.of("opt.learning_rate 0.002 (--set)", "seed 3"), rows(page, "settings-table"));
        assertEquals(List.of("model.max_query 64"), rows(page, "config-table"));
        assertEquals(List.of("ground truth " + "0a".repeat(32)), rows(page, "data-table"));
    }

    @Test
    void textOfTheFolderIsNeverMarkup() throws IOException {
        String hostile = "<script>alert(1)<img src=x onerror=alert(1)>";
        String json = "\\\"><script>alert(1)</script>";
        Path run = folder.resolve(hostile);
        String page = new RunFolder(run)
                .step(0, 0, "\"<script>alert(1)</script>_loss\":1.0,\"final_loss\":1.0")
                .record("{\"identity\":{\"config " + json + "\":\"" + json + "\"},\"overrides\":{\"" + json
                        + "\":\"1\"}}")
                .report();
        assertFalse(page.contains("<script") || page.contains("<img src=x"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;img src=x"));
        plots(page).forEach(svg -> assertFalse(svg.contains("<script"), svg));
        assertFalse(Files.readString(run.resolve("loss.svg")).contains("<script"));
    }

    @Test
    void theNameOfALossIsNoLongerThanALabel() {
        String page = run().step(0, 0, "\"" + "x".repeat(10_000) + "_loss\":1.0,\"final_loss\":1.0")
                .report();
        assertTrue(plot(page, "loss").contains(">xxx"));
        assertFalse(page.contains("x".repeat(100)), "the name is in the page as long as it is");
    }

    @Test
    void thePageLoadsAndRunsNothingAndTheSameRunGivesTheSameBytes() {
        RunFolder run = run().step(0, 0, LOSSES).validation(0, 0, RECALL);
        String page = run.report();
        assertEquals(page, run.report());
        assertFalse(page.contains("<script") || page.contains("url("), page);
        assertEquals(
                0,
                Pattern.compile("(src|srcset|href)=\"(?!data:image/svg\\+xml;base64,|#)")
                        .matcher(page)
                        .results()
                        .count());
        assertFalse(page.contains(folder.toString()), "the folder's path is in the page");
    }

    @Test
    void aFolderOfNoRunIsRefused() throws IOException {
        DataException none = assertThrows(DataException.class, () -> TrainingReport.write(folder, "1.0"));
        assertTrue(none.getMessage().contains("metrics.jsonl"), none.getMessage());
        RunFolder damaged = run().record("{\"identity\"");
        assertTrue(
                assertThrows(DataException.class, damaged::report).getMessage().contains("run.json"));
    }
}
