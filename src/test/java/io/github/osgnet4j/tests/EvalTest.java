package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code osgnet eval} with other thresholds and ranks, and of weights instead of predictions. */
class EvalTest {

    /** Of the validation split. */
    private static final int CLIPS = 10;

    @TempDir
    Path folder;

    private JsonNode json(Object... subject) throws IOException {
        Path file = folder.resolve("table.json");
        Object[] args = new Object[5 + subject.length];
        System.arraycopy(new Object[] {"eval", "-c", Learn.config(), "--json", file}, 0, args, 0, 5);
        System.arraycopy(subject, 0, args, 5, subject.length);
        Command.succeed(args);
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void otherThresholdsAndRanksAreOtherCellsOfOneTable() throws IOException {
        JsonNode official = json("-p", Learn.predictions());
        JsonNode other = json("-p", Learn.predictions(), "--thresholds", "0.5,0.97,0.1,0.3", "--top-k", "5,1,2");
        assertEquals("[5,1,2]", other.get("topK").toString());
        assertEquals("[0.5,0.97,0.1,0.3]", other.get("thresholds").toString());
        JsonNode percent = other.get("recall_percent");
        for (int t : List.of(0, 3)) {
            JsonNode row = official.get("recall_percent").get(t == 0 ? 1 : 0);
            assertEquals(row.get(1), percent.get(t).get(0));
            assertEquals(row.get(0), percent.get(t).get(1));
        }
        assertTrue(percent.get(1).get(1).doubleValue() < percent.get(2).get(1).doubleValue(), other.toString());
        Command table = Command.run(
                "eval", "-c", Learn.config(), "-p", Learn.predictions(), "--thresholds", "0.97", "-k", "1,2");
        assertTrue(table.out().contains("Rank@2"), table.out());
        assertTrue(table.out().contains("mIoU@0.97"), table.out());
    }

    @Test
    void eachCheckpointOfAFolderIsEvaluatedInTheOrderOfItsNumber() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.copy(Learn.checkpoint(), run.resolve("epoch_010.pth.tar"));
        Command.succeed(
                "import",
                "-q",
                "-c",
                Learn.config(),
                "--checkpoint",
                Learn.checkpoint(),
                "-o",
                run.resolve("epoch_9.safetensors"));
        Files.writeString(run.resolve("metrics.jsonl"), "{}");
        Files.writeString(run.resolve("epoch_1.safetensors"), "no weights");
        Path figures = folder.resolve("all.json");
        Command some = Command.run(
                "eval", "-q", "-c", Learn.config(), "-w", run, "--json", figures, "-k", "1,20", "--thresholds", "0.8");
        assertEquals(1, some.code());
        assertTrue(some.err().contains("of 3 files with weights, 1 cannot be evaluated"), some.err());
        assertTrue(some.err().contains("epoch_1.safetensors: "), some.err());
        assertEquals(3, some.out().lines().count(), some.out());
        // As 'ground --top-k 20' and 'eval --predictions' count; five windows a query find 77.5.
        JsonNode found = new ObjectMapper().readTree(figures.toFile()).get("weights");
        found.forEach(
                row -> assertEquals(85, row.get("recall_percent").get(0).get(1).doubleValue(), 1e-9));
        Files.delete(run.resolve("epoch_1.safetensors"));
        JsonNode all = json("-q", "-w", run);
        JsonNode expected = json("-p", Learn.predictions());
        assertEquals(2, all.get("weights").size());
        assertTrue(all.get("weights").get(0).get("file").textValue().endsWith("epoch_9.safetensors"), all.toString());
        assertEquals(8, all.get("weights").get(1).get("epoch").intValue());
        all.get("weights").forEach(row -> {
            assertEquals(expected.get("recall_percent"), row.get("recall_percent"));
            assertEquals(expected.get("mean_iou"), row.get("mean_iou"));
        });
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).lines().count() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void aRunThatIsStoppedGoesOnFromItsAnswersBesideTheOutput() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.copy(Learn.checkpoint(), run.resolve("epoch_1.pth.tar"));
        Files.copy(Learn.checkpoint(), run.resolve("epoch_2.pth.tar"));
        Path figures = folder.resolve("figures.json");
        Path partial = folder.resolve("figures.json.partial");
        Object[] eval = {"eval", "-c", Learn.config(), "-w", run, "--json", figures};
        try (CommandProcess process = CommandProcess.start(folder, eval)) {
            process.await(() -> lines(partial.resolve("epoch_2.pth.tar.partial")) > 1);
            process.signal("TERM");
            Command stopped = process.join();
            assertEquals(143, stopped.code(), stopped.err());
            String last = stopped.err().lines().reduce("", (before, line) -> line);
            assertTrue(last.contains(partial + " keeps the answers") && last.contains("--resume"), stopped.err());
        }
        assertFalse(Files.exists(figures));

        Command fresh = Command.run(eval);
        assertEquals(1, fresh.code());
        assertTrue(fresh.err().contains(partial + " holds the answers of an unfinished run"), fresh.err());
        Object[] resume =
                Stream.concat(Arrays.stream(eval), Stream.of("-v", "--resume")).toArray();
        Command wider = Command.run(
                Stream.concat(Arrays.stream(resume), Stream.of("-k", "1,20")).toArray());
        assertEquals(1, wider.code());
        assertTrue(wider.err().contains("belongs to another job: highest of --top-k was 10, is now 20"), wider.err());
        // As if a training had written the first file anew, and deleted another.
        Path first = partial.resolve("epoch_1.pth.tar.partial");
        Files.copy(first, partial.resolve("gone.pth.tar.partial"));
        Files.writeString(
                first,
                Files.readString(first)
                        .replaceFirst(
                                "\"weights\":\"[0-9a-f]{64}\"(.*),\"crc\":\"[0-9a-f]{8}\"", "\"weights\":\"0\"$1"));

        try (CommandProcess process = CommandProcess.start(folder, resume)) {
            Command resumed = process.join();
            assertEquals(0, resumed.code(), resumed.err());
            assertTrue(resumed.err().contains("epoch_1.pth.tar has changed since the unfinished run"), resumed.err());
            assertTrue(resumed.err().contains("gone.pth.tar.partial holds the answers of weights that"), resumed.err());
            long clips = resumed.err()
                    .lines()
                    .filter(line -> line.contains(" steps encoded in "))
                    .count();
            assertTrue(CLIPS <= clips && clips < 2 * CLIPS, clips + " clips, of those of two checkpoints");
        }
        JsonNode expected = json("-p", Learn.predictions());
        JsonNode rows = new ObjectMapper().readTree(figures.toFile()).get("weights");
        assertEquals(2, rows.size());
        rows.forEach(row -> assertEquals(expected.get("recall_percent"), row.get("recall_percent")));
        assertFalse(Files.exists(partial), "the figures are written");
    }

    @Test
    void answersAreKeptIfGroundingFailsForSomeCheckpoint() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.copy(Learn.checkpoint(), run.resolve("epoch_1.pth.tar"));
        Files.copy(Learn.checkpoint(), run.resolve("epoch_2.pth.tar"));
        Path figures = folder.resolve("figures.json");
        Path partial = folder.resolve("figures.json.partial");
        Path first = partial.resolve("epoch_1.pth.tar.partial");
        Path inTheWay = partial.resolve("epoch_2.pth.tar.partial");
        Object[] eval = {"eval", "-q", "-c", Learn.config(), "-w", run, "--json", figures};
        try (CommandProcess process = CommandProcess.start(folder, eval)) {
            process.await(() -> lines(first) > 0);
            Files.createDirectory(inTheWay);
            process.signal("STOP");
            Command second = Command.run(eval);
            assertEquals(1, second.code());
            assertTrue(second.err().contains(partial + " is being written by another process"), second.err());
            process.signal("CONT");
            Command failed = process.join();
            assertEquals(1, failed.code(), failed.err());
            assertTrue(failed.err().contains(inTheWay + " cannot be written"), failed.err());
            assertTrue(failed.err().contains(partial + " keeps the answers"), failed.err());
        }
        JsonNode found = new ObjectMapper().readTree(figures.toFile());
        assertEquals(1, found.get("weights").size());
        assertTrue(lines(first) > CLIPS, "one that can be asked");
        Files.delete(inTheWay);

        Command.succeed(
                Stream.concat(Arrays.stream(eval), Stream.of("--resume")).toArray());
        JsonNode rows = new ObjectMapper().readTree(figures.toFile()).get("weights");
        assertEquals(2, rows.size());
        assertEquals(rows.get(0).get("recall_percent"), rows.get(1).get("recall_percent"));
        assertFalse(Files.exists(partial), "the figures are written");
    }

    @Test
    void whatCannotBeCountedOrReadIsRefused() throws IOException {
        Object[] eval = {"eval", "-c", Learn.config(), "-p", Learn.predictions()};
        for (List<String> wrong : List.of(
                List.of("--thresholds", "1"),
                List.of("--thresholds", "-0.1"),
                List.of("--thresholds", "0.3,0.3"),
                List.of("--thresholds", "half"),
                List.of("--top-k", "0"),
                List.of("--weights", "x"))) {
            Object[] args = {eval[0], eval[1], eval[2], eval[3], eval[4], wrong.get(0), wrong.get(1)};
            assertEquals(2, Command.run(args).code(), wrong.toString());
        }
        Command average = Command.run("eval", "-c", Learn.config(), "-p", Learn.predictions(), "--ema");
        assertEquals(2, average.code());
        assertTrue(average.err().contains("--ema goes with --weights"), average.err());
        for (List<Object> wrong : List.of(
                List.<Object>of("-p", Learn.predictions(), "--json", folder.resolve("P.json")),
                List.<Object>of("-w", Learn.checkpoint()))) {
            Command resume =
                    Command.run(Stream.concat(Stream.of("eval", "-c", Learn.config(), "--resume"), wrong.stream())
                            .toArray());
            assertEquals(2, resume.code());
            assertTrue(resume.err().contains("--resume goes with --weights and --json"), resume.err());
        }
        Command empty = Command.run("eval", "-c", Learn.config(), "-w", folder);
        assertEquals(1, empty.code());
        assertTrue(empty.err().contains("has no weights"), empty.err());
        Path other = Learn.folder().resolveSibling("goal").resolve("model_4_12.5.pth.tar");
        Command unfit = Command.run("eval", "-q", "-c", Learn.config(), "-w", other);
        assertEquals(1, unfit.code());
        assertTrue(unfit.err().contains("does not fit the network"), unfit.err());
    }

    @Test
    void keysOfTheConfigAreSetInEveryCommandThatTakesOne() throws IOException {
        Path moved = Files.copy(Learn.folder().resolve("annotations/val_gt.json"), folder.resolve("moved.json"));
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, Files.readString(Learn.config()).replace("val_gt.json", "nowhere.json"));
        Object[] eval = {"eval", "-c", config, "--data-root", Learn.folder(), "-p", Learn.predictions()};
        assertEquals(1, Command.run(eval).code());
        Object[] mended = {
            eval[0], eval[1], eval[2], eval[3], eval[4], eval[5], eval[6], "--set", "dataset.json_file=" + moved
        };
        Command.succeed(mended);
        mended[8] = "dataset.nothing.json_file=" + moved;
        Command wrong = Command.run(mended);
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("leads nowhere"), wrong.err());
        mended[8] = "dataset.json_file=[";
        assertTrue(Command.run(mended).err().contains("Not YAML"));
        mended[8] = "dataset.json_file=" + moved;
        Files.writeString(config, Files.readString(config) + System.lineSeparator() + "model_name: MultiTaskArch");
        Command twice = Command.run(mended);
        assertTrue(twice.err().contains("duplicate key"), twice.err());

        // Three windows at most: the job of another config, which a bundle of the first does not fit.
        Path output = folder.resolve("P.json");
        Command ground = Command.run(
                "ground",
                "-q",
                "-m",
                Learn.bundle(),
                "-c",
                Learn.config(),
                "-o",
                output,
                "--set",
                "model.nlq_heads_cfg.max_seg_num=3");
        assertEquals(1, ground.code());
        assertTrue(ground.err().contains("max_seg_num 5 against 3"), ground.err());
    }
}
