package io.github.osgnet4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of runs made up by tests. */
final class RunFolder {

    private final Path folder;
    private final StringBuilder metrics = new StringBuilder();

    RunFolder(Path folder) {
        this.folder = folder;
    }

    RunFolder step(long step, long epoch, String values) {
        return line("{\"kind\":\"step\",\"step\":" + step + ",\"epoch\":" + epoch + "," + values + "}");
    }

    RunFolder validation(long step, long epoch, String values) {
        return line("{\"kind\":\"validation\",\"step\":" + step + ",\"epoch\":" + epoch + "," + values + "}");
    }

    RunFolder line(String line) {
        metrics.append(line).append('\n');
        return this;
    }

    RunFolder record(String json) {
        write("run.json", json);
        return this;
    }

    /** The page. */
    String report() {
        write("metrics.jsonl", metrics.toString());
        try {
            return Files.readString(TrainingReport.write(folder, "1.0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
