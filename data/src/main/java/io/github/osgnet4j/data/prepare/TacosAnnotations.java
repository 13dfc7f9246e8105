package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The JSON of TACoS, all splits in one file, as rows. No script is public; these are the rows of the released files, byte for byte.
 */
final class TacosAnnotations {
    private final RowWriter rows;
    private final Tally tally;

    private TacosAnnotations(RowWriter rows, Tally tally) {
        this.rows = rows;
        this.tally = tally;
    }

    static Tally convert(Path json, AnnotationSplit split, Path target) {
        Tally tally = new Tally("queries", "videos");
        Place videos = VideoDocument.field(json, split.key());
        FileReplacement.write(target, out -> {
            TacosAnnotations converter = new TacosAnnotations(new RowWriter(out), tally);
            for (Map.Entry<String, Place> video : videos.fields().entrySet()) {
                converter.video(video.getKey(), video.getValue());
            }
        });
        return tally;
    }

    private void video(String id, Place video) throws IOException {
        tally.count("videos");
        List<Place> annotations = video.at("annotations").elements();
        for (int i = 0; i < annotations.size(); i++) {
            String sentence = annotations.get(i).at("sentence").text();
            List<PythonNumber> window = annotations.get(i).at("segment").window();
            PythonNumber duration = video.at("duration").number();
            rows.write(QueryRow.of("query", sentence, id + "_" + i, duration, id, "tacos")
                    .window(window.get(0), window.get(1))
                    .json());
            tally.count("queries");
        }
        if (annotations.isEmpty()) {
            tally.leaveOut("videos without a sentence");
        }
    }
}
