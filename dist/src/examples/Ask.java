import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A service within a program of your own: it opens a bundle, and answers the queries of one video.
 *
 * <pre>java --enable-native-access=ALL-UNNAMED -cp "$OSGNET/lib/*" Ask.java BUNDLE CONFIG</pre>
 */
public final class Ask {

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: Ask BUNDLE CONFIG");
            System.exit(2);
        }
        Path bundle = Path.of(args[0]);
        // Features and queries of the demo come from its stores. A VideoInput is made of your own floats just as well.
        OsgnetConfig config = OsgnetConfig.load(Path.of(args[1]), Optional.empty());
        try (Dataset dataset = Dataset.open(config, Dataset.Split.VAL);
                GroundingService service = GroundingService.builder(bundle)
                        .queueCapacity(100)
                        .deadline(Duration.ofMinutes(1))
                        .open()) {
            DatasetInputs inputs = new DatasetInputs(dataset);
            String clip = dataset.queries().get(0).videoId();
            VideoInput video = inputs.video(clip);
            for (AnnotatedQuery query : dataset.queries()) {
                if (query.videoId().equals(clip)) {
                    QueryInput question = inputs.query(query);
                    List<Window> windows = service.ground(video, question, query.duration());
                    Window best = windows.get(0);
                    System.out.printf("%s: %.1f to %.1f s, score %.2f%n", query.query(), best.start(), best.end(), best.score());
                }
            }
        }
    }
}
