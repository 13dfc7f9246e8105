package io.github.osgnet4j.batch;

import io.github.osgnet4j.batch.BatchJob.Result;
import io.github.osgnet4j.batch.BatchJob.Skipped;
import io.github.osgnet4j.batch.ShardReader.Entry;
import io.github.osgnet4j.batch.ShardReader.Head;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.WindowOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All shards of a job as the answers of the whole job: the same, in the same order, as one run gives them.
 *
 * @param track of the queries
 * @param order of the windows
 * @param result in the order of the job
 */
public record ShardMerge(Track track, WindowOrder order, Result result) {

    private static final int SHOWN = 10;

    /**
     * Reads and joins the files of all shards.
     *
     * @param files in any order, each that {@link ShardFile} wrote
     * @throws BatchException if a file is damaged, shards are of different jobs, one is there twice or one is missing; the
     *     message says which
     */
    public static ShardMerge of(List<Path> files) {
        List<Head> heads = files.stream().map(ShardReader::head).toList();
        if (heads.isEmpty()) {
            throw new BatchException("There are no shards to merge");
        }
        heads.forEach(head -> requireSameJob(heads.get(0), head));
        requireEachOnce(heads);
        Map<Integer, Entry> entries = new HashMap<>();
        for (Head head : heads) {
            ShardReader.answers(head.file(), (place, entry) -> {
                if (entries.putIfAbsent(place, entry) != null) {
                    throw new BatchException(head.file() + " answers query " + entry.queryId()
                            + ", which another shard or line answers too; run the shard again");
                }
            });
        }
        Head any = heads.get(0);
        boolean sequence = Boolean.parseBoolean(any.job().get(ShardFile.SEQUENCE));
        return new ShardMerge(
                any.track(), sequence ? WindowOrder.STEPS : WindowOrder.SCORES, result(entries, any.queries()));
    }

    private static void requireSameJob(Head one, Head other) {
        List<String> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(one.job().keySet());
        names.addAll(other.job().keySet());
        for (String name : names) {
            differ(differences, name, one.job().get(name), other.job().get(name));
        }
        differ(differences, "track", one.track(), other.track());
        differ(differences, "queries", one.queries(), other.queries());
        differ(
                differences,
                "number of shards",
                one.shard().count(),
                other.shard().count());
        if (!differences.isEmpty()) {
            throw new BatchException(one.file() + " and " + other.file() + " are shards of different jobs: "
                    + String.join("; ", differences)
                    + ". Run all shards with the same bundle, config, data and options");
        }
    }

    private static void differ(List<String> differences, String name, Object one, Object other) {
        String first = one == null ? "none" : one.toString();
        String second = other == null ? "none" : other.toString();
        if (!first.equals(second)) {
            differences.add(name + " is " + first + " in the one, " + second + " in the other");
        }
    }

    private static void requireEachOnce(List<Head> heads) {
        Map<Integer, Path> found = new TreeMap<>();
        for (Head head : heads) {
            Path before = found.put(head.shard().number(), head.file());
            if (before != null) {
                throw new BatchException(
                        "Shard " + head.shard() + " is there twice: " + before + " and " + head.file());
            }
        }
        int count = heads.get(0).shard().count();
        List<Integer> missing = IntStream.rangeClosed(1, count)
                .filter(i -> !found.containsKey(i))
                .boxed()
                .toList();
        if (!missing.isEmpty()) {
            String numbers =
                    missing.stream().limit(SHOWN).map(i -> i + "/" + count).collect(Collectors.joining(", "));
            String more = missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "";
            throw new BatchException((missing.size() == 1 ? "Shard " : "Shards ") + numbers + more
                    + (missing.size() == 1 ? " is" : " are") + " missing; run 'osgnet ground --shard "
                    + missing.get(0) + "/" + count + "' as the others were run, and give its file too");
        }
    }

    private static Result result(Map<Integer, Entry> entries, int queries) {
        if (entries.size() != queries) {
            throw new BatchException("The shards answer " + entries.size() + " of " + queries
                    + " queries; one of the files was written by another version. Run the shards again");
        }
        List<Prediction> predictions = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (int place = 0; place < queries; place++) {
            entries.get(place).prediction().ifPresent(predictions::add);
            entries.get(place).skipped().ifPresent(skipped::add);
        }
        return new Result(predictions, skipped);
    }
}
