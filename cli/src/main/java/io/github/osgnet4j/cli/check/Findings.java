package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.data.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is found, counting what is alike. */
final class Findings {
    private static final int EXAMPLES = 3;

    private final Map<Group, Tally> tallies = new LinkedHashMap<>();

    private record Group(Kind kind, String part, String where) {}

    private static final class Tally {
        private final List<String> examples = new ArrayList<>();
        private final long of;
        private boolean error;
        private long count;

        Tally(boolean error, long of) {
            this.error = error;
            this.of = of;
        }
    }

    /**
     * One more case.
     *
     * @param of how many could be
     */
    void add(Kind kind, String part, Object where, long of, String example) {
        Tally tally =
                tallies.computeIfAbsent(new Group(kind, part, where.toString()), group -> new Tally(kind.error(), of));
        tally.count++;
        if (tally.examples.size() < EXAMPLES) {
            tally.examples.add(example);
        }
    }

    /** Makes an error of a kind that is none by itself, or the other way round. */
    void grade(Kind kind, String part, Object where, boolean error) {
        Optional.ofNullable(tallies.get(new Group(kind, part, where.toString())))
                .ifPresent(t -> t.error = error);
    }

    /** How often something was found. */
    long count(Kind kind, String part, Object where) {
        Tally tally = tallies.get(new Group(kind, part, where.toString()));
        return tally == null ? 0 : tally.count;
    }

    /** Whether a file could not be read. */
    boolean unreadable() {
        return tallies.keySet().stream().anyMatch(group -> group.kind() == Kind.UNREADABLE);
    }

    /** What can be read; a file that cannot is a finding, once however many ask for it. */
    <T> Optional<T> read(Object where, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (DataException e) {
            if (count(Kind.UNREADABLE, "", where) == 0) {
                add(Kind.UNREADABLE, "", where, 1, e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Errors first. */
    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        tallies.forEach((group, tally) -> findings.add(new Finding(
                group.kind(), tally.error, group.part(), group.where(), tally.count, tally.of, tally.examples)));
        findings.sort((a, b) -> Boolean.compare(b.error(), a.error()));
        return List.copyOf(findings);
    }
}
