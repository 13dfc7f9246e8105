package io.github.osgnet4j.cli.bench;

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

/** Times everything in turns, round after round, the machine's rates before and after each thing they are compared with. */
final class Timing {

    private static final int RANKINGS = 20;

    private final Subject subject;
    private final BenchOptions settings;
    private final Benchmark.Watch watch;
    private final Map<Figure, List<Double>> figures = new EnumMap<>(Figure.class);

    private enum Figure {
        OPEN,
        ENCODE,
        QUERY,
        RANKING,
        OF_CLIP
    }

    Timing(Subject subject, BenchOptions settings, Benchmark.Watch watch) {
        this.subject = subject;
        this.settings = settings;
        this.watch = watch;
    }

    Times time(Workload workload) {
        List<BenchClip> clips = workload.clips();
        try (Callers callers = new Callers(settings.threads);
                MatrixProduct ofFloats = MatrixProduct.ofFloats(callers);
                MatrixProduct ofBytes = MatrixProduct.ofBytes(callers);
                Grounder alone = subject.open(settings.threads);
                Grounder throughput = subject.open(1)) {
            Rate floats = new Rate(ofFloats);
            Rate bytes = new Rate(ofBytes);
            List<Rate> rates = List.of(floats, bytes);
            rates.forEach(Rate::warmUp);
            Asking.answer(alone, clips.get(0), List.of(clips.get(0).one()));
            callers.run(caller ->
                    Asking.answer(throughput, clips.get(0), List.of(clips.get(0).one())));
            for (int round = 1; round <= settings.runs; round++) {
                watch.at("round " + round + "/" + settings.runs + ", a query alone");
                rates.forEach(Rate::measureOne);
                timeOpening();
                timeAlone(rates, alone, clips.get(0));
                watch.at("round " + round + "/" + settings.runs + ", all callers at once");
                timeThroughput(rates, throughput, callers, clips, workload.queries());
            }
            return new Times(
                    floats.rates(),
                    bytes.rates(),
                    new Seconds(
                            series(Figure.OPEN),
                            series(Figure.ENCODE),
                            series(Figure.QUERY),
                            series(Figure.RANKING),
                            series(Figure.OF_CLIP)),
                    floats.products(),
                    bytes.products());
        }
    }

    private void timeOpening() {
        List<Grounder> opened = new ArrayList<>();
        add(Figure.OPEN, Asking.seconds(() -> opened.add(subject.open(settings.threads))));
        opened.forEach(Grounder::close);
    }

    private void timeAlone(List<Rate> rates, Grounder grounder, BenchClip clip) {
        List<Double> before = rates.stream().map(Rate::all).toList();
        List<EncodedVideo> video = new ArrayList<>();
        double encode = Asking.seconds(() -> video.add(grounder.encode(clip.video())));
        List<LevelScores> scores = new ArrayList<>();
        QueryInput asked = clip.one();
        double score = Asking.seconds(() -> scores.addAll(grounder.score(video.get(0), asked)));
        List<Double> after = rates.stream().map(Rate::all).toList();
        ClipTiming timing = grounder.timing(clip.duration());
        double ranking = Asking.seconds(() -> {
                    for (int i = 0; i < RANKINGS; i++) {
                        grounder.ranking().rank(scores, timing, asked.orderPrior());
                    }
                })
                / RANKINGS;
        double query = score + ranking;
        add(Figure.ENCODE, encode);
        add(Figure.QUERY, query);
        add(Figure.RANKING, ranking);
        for (int i = 0; i < rates.size(); i++) {
            rates.get(i).alone(encode, query, before.get(i), after.get(i));
        }
    }

    /** Each caller answers every query of every clip, with encodings of its own, as if the clips were others. */
    private void timeThroughput(
            List<Rate> rates, Grounder grounder, Callers callers, List<BenchClip> clips, int queries) {
        List<Double> allBefore = rates.stream().map(Rate::all).toList();
        List<Double> callersBefore = rates.stream().map(Rate::callers).toList();
        double seconds = callers.run(caller -> clips.forEach(clip -> Asking.answer(grounder, clip, clip.queries())));
        List<Double> callersAfter = rates.stream().map(Rate::callers).toList();
        List<Double> allAfter = rates.stream().map(Rate::all).toList();
        double perQuery = seconds / ((double) callers.count() * queries);
        add(Figure.OF_CLIP, perQuery);
        for (int i = 0; i < rates.size(); i++) {
            rates.get(i).ofClip(perQuery, allBefore.get(i), allAfter.get(i), callersBefore.get(i), callersAfter.get(i));
        }
    }

    private void add(Figure figure, double value) {
        figures.computeIfAbsent(figure, f -> new ArrayList<>()).add(value);
    }

    private Series series(Figure figure) {
        return Series.of(figures.get(figure));
    }
}
