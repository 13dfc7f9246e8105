package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Products;
import io.github.osgnet4j.cli.bench.BenchResult.Rates;
import io.github.osgnet4j.cli.bench.BenchResult.Seconds;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Times everything in turns, round after round, the machine's rate before and after each thing it is compared with. */
final class Timing {

    private static final int RANKINGS = 20;

    private final Subject subject;
    private final BenchOptions settings;
    private final Benchmark.Watch watch;
    private final Map<Figure, List<Double>> figures = new EnumMap<>(Figure.class);

    private enum Figure {
        ONE,
        ALL,
        CALLERS,
        OPEN,
        ENCODE,
        QUERY,
        RANKING,
        OF_CLIP,
        ENCODE_PRODUCTS,
        QUERY_PRODUCTS,
        CLIP_PRODUCTS,
        CLIP_PRODUCTS_OF_CALLERS
    }

    Timing(Subject subject, BenchOptions settings, Benchmark.Watch watch) {
        this.subject = subject;
        this.settings = settings;
        this.watch = watch;
    }

    Times time(Workload workload) {
        List<BenchClip> clips = workload.clips();
        try (Callers callers = new Callers(settings.threads);
                Sgemm sgemm = new Sgemm(callers);
                Grounder alone = subject.open(settings.threads);
                Grounder throughput = subject.open(1)) {
            warmUp(sgemm, alone, throughput, callers, clips.get(0));
            for (int round = 1; round <= settings.runs; round++) {
                watch.at("round " + round + "/" + settings.runs + ", a query alone");
                add(Figure.ONE, sgemm.one());
                timeOpening();
                timeAlone(sgemm, alone, clips.get(0));
                watch.at("round " + round + "/" + settings.runs + ", all callers at once");
                timeThroughput(sgemm, throughput, callers, clips, workload.queries());
            }
        }
        return new Times(
                new Rates(series(Figure.ONE), series(Figure.ALL), series(Figure.CALLERS)),
                new Seconds(
                        series(Figure.OPEN),
                        series(Figure.ENCODE),
                        series(Figure.QUERY),
                        series(Figure.RANKING),
                        series(Figure.OF_CLIP)),
                new Products(
                        series(Figure.ENCODE_PRODUCTS),
                        series(Figure.QUERY_PRODUCTS),
                        series(Figure.CLIP_PRODUCTS),
                        series(Figure.CLIP_PRODUCTS_OF_CALLERS)));
    }

    private static void warmUp(Sgemm sgemm, Grounder alone, Grounder throughput, Callers callers, BenchClip clip) {
        sgemm.one();
        sgemm.all();
        sgemm.callers();
        Asking.answer(alone, clip, List.of(clip.one()));
        callers.run(caller -> Asking.answer(throughput, clip, List.of(clip.one())));
    }

    private void timeOpening() {
        List<Grounder> opened = new ArrayList<>();
        add(Figure.OPEN, Asking.seconds(() -> opened.add(subject.open(settings.threads))));
        opened.forEach(Grounder::close);
    }

    private void timeAlone(Sgemm sgemm, Grounder grounder, BenchClip clip) {
        double before = sgemm.all();
        List<EncodedVideo> video = new ArrayList<>();
        double encode = Asking.seconds(() -> video.add(grounder.encode(clip.video())));
        List<LevelScores> scores = new ArrayList<>();
        QueryInput asked = clip.one();
        double score = Asking.seconds(() -> scores.addAll(grounder.score(video.get(0), asked)));
        double after = sgemm.all();
        ClipTiming timing = grounder.timing(clip.duration());
        double ranking = Asking.seconds(() -> {
                    for (int i = 0; i < RANKINGS; i++) {
                        grounder.ranking().rank(scores, timing, asked.orderPrior());
                    }
                })
                / RANKINGS;
        double query = score + ranking;
        add(Figure.ALL, before);
        add(Figure.ALL, after);
        add(Figure.ENCODE, encode);
        add(Figure.QUERY, query);
        add(Figure.RANKING, ranking);
        add(Figure.ENCODE_PRODUCTS, products(encode, before, after));
        add(Figure.QUERY_PRODUCTS, products(query, before, after));
    }

    /** Each caller answers every query of every clip, with encodings of its own, as if the clips were others. */
    private void timeThroughput(Sgemm sgemm, Grounder grounder, Callers callers, List<BenchClip> clips, int queries) {
        double allBefore = sgemm.all();
        double callersBefore = sgemm.callers();
        double seconds = callers.run(caller -> clips.forEach(clip -> Asking.answer(grounder, clip, clip.queries())));
        double callersAfter = sgemm.callers();
        double allAfter = sgemm.all();
        double perQuery = seconds / ((double) callers.count() * queries);
        add(Figure.CALLERS, callersBefore);
        add(Figure.CALLERS, callersAfter);
        add(Figure.OF_CLIP, perQuery);
        add(Figure.CLIP_PRODUCTS, products(perQuery, allBefore, allAfter));
        add(Figure.CLIP_PRODUCTS_OF_CALLERS, products(perQuery, callersBefore, callersAfter));
    }

    /** The products that a machine of the mean of two rates makes meanwhile. */
    private static double products(double seconds, double before, double after) {
        return seconds * (before + after) / 2 / Sgemm.FLOPS;
    }

    private void add(Figure figure, double value) {
        figures.computeIfAbsent(figure, f -> new ArrayList<>()).add(value);
    }

    private Series series(Figure figure) {
        return Series.of(figures.get(figure));
    }
}
