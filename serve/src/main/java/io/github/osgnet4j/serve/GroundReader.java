package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads requests to ground. */
final class GroundReader {

    private static final Set<String> MEMBERS = Set.of(
            "model",
            "clip",
            "video",
            "query",
            "text",
            "tokens",
            "labels",
            "topK",
            "scores",
            "scorePoints",
            "objects",
            "deadline");

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_TEXT = 1000;

    /** Labels of a query at most. */
    static final int MOST_LABELS = 64;

    /** Classes of a label at most. */
    static final int MOST_LABEL_CLASSES = 64;

    private static final int LEAST_POINTS = 16;
    private static final int MOST_POINTS = 4000;
    private static final int USUAL_POINTS = 500;

    private final Backend backend;

    GroundReader(Backend backend) {
        this.backend = backend;
    }

    /**
     * Reads a request.
     *
     * @param pointer to it in the body
     * @param start when it came, by {@link System#nanoTime}
     * @throws ProblemException if it makes no sense, or names what is not there
     */
    GroundCall read(JsonNode node, String pointer, long start) {
        JsonMembers members = new JsonMembers(node, pointer, MEMBERS);
        GroundTarget target = target(members);
        GroundCall.Options options = new GroundCall.Options(
                members.integer("topK", 1, backend.limits().topK()),
                members.flag("scores"),
                members.integer("scorePoints", LEAST_POINTS, MOST_POINTS).orElse(USUAL_POINTS));
        boolean objects = members.flag("objects");
        Deadline deadline = Deadline.after(start, deadline(members));
        return new GroundCall(target, asked(members, target), options, objects, deadline, pointer);
    }

    private GroundTarget target(JsonMembers members) {
        Optional<String> model = members.text("model", LONGEST_NAME);
        Optional<String> clip = members.text("clip", LONGEST_NAME);
        Optional<String> handle = members.text("video", LONGEST_NAME);
        if (clip.isPresent() == handle.isPresent()) {
            throw ProblemException.invalid(
                    members.pointer("clip"),
                    "Expected a clip or a video, found " + (clip.isPresent() ? "both" : "neither"));
        }
        if (clip.isPresent()) {
            Catalog catalog = backend.requireCatalog();
            return GroundTarget.of(
                    backend.models().get(model), catalog.clip(clip.get()), catalog, members.pointer("model"));
        }
        GroundTarget target = GroundTarget.of(backend.videos().get(handle.get()));
        model.map(name -> backend.models().get(Optional.of(name)))
                .filter(named -> !named.name().equals(target.model().name()))
                .ifPresent(other -> {
                    throw ProblemException.invalid(
                            members.pointer("model"),
                            "The video was encoded by model " + target.model().name() + ", not by " + other.name());
                });
        return target;
    }

    private Duration deadline(JsonMembers members) {
        Duration most = backend.limits().deadline();
        OptionalDouble seconds = members.positive("deadline");
        return seconds.isPresent() && seconds.getAsDouble() < most.toNanos() / 1e9
                ? Duration.ofNanos(Math.max(1, (long) (seconds.getAsDouble() * 1e9)))
                : most;
    }

    private AskedQuery asked(JsonMembers members, GroundTarget target) {
        Optional<String> query = members.text("query", LONGEST_NAME);
        Optional<String> text = members.text("text", LONGEST_TEXT);
        boolean tokens = members.has("tokens");
        if ((query.isPresent() ? 1 : 0) + (text.isPresent() ? 1 : 0) + (tokens ? 1 : 0) != 1) {
            throw ProblemException.invalid(members.pointer("query"), "Expected exactly one of query, text and tokens");
        }
        if (query.isPresent()) {
            if (members.has("labels")) {
                throw ProblemException.invalid(
                        members.pointer("labels"),
                        "An annotated query has labels of its own; labels go with text or tokens");
            }
            return AskedQuery.annotated(annotated(members, target, query.get()));
        }
        List<Label> labels = labels(members, text, target);
        return tokens ? tokens(members, target, labels) : text(target, text.orElseThrow(), labels);
    }

    private static AnnotatedQuery annotated(JsonMembers members, GroundTarget target, String id) {
        Clip clip = target.clip()
                .orElseThrow(() -> ProblemException.invalid(
                        members.pointer("query"),
                        "A video that was sent has no annotated queries; use text or tokens"));
        return clip.query(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_QUERY,
                        "Clip " + clip.id() + " has no query " + Quoted.of(id) + "; /api/clips/{clip}/queries has those"
                                + " there are"));
    }

    private AskedQuery text(GroundTarget target, String text, List<Label> labels) {
        if (!target.model().freeText()) {
            throw new ProblemException(
                    ProblemType.NO_TEXT_ENCODER,
                    backend.encoder().isEmpty()
                            ? "The server has no text encoder (--text-encoder), so it takes annotated queries and tokens"
                            : "The text encoder does not fit model "
                                    + target.model().name());
        }
        return AskedQuery.text(text, labels);
    }

    private AskedQuery tokens(JsonMembers members, GroundTarget target, List<Label> labels) {
        int channels = target.model().manifest().dimensions().textDim();
        List<JsonNode> rows = members.array("tokens", backend.limits().tokens()).orElseThrow();
        float[] values = new float[rows.size() * channels];
        for (int i = 0; i < rows.size(); i++) {
            String row = members.pointer("tokens") + "/" + i;
            List<JsonNode> numbers = JsonMembers.array(rows.get(i), row, channels, channels);
            for (int c = 0; c < channels; c++) {
                values[i * channels + c] = JsonMembers.number(numbers.get(c), row, c);
            }
        }
        return new AskedQuery(Optional.empty(), Optional.empty(), values, rows.size(), labels);
    }

    private List<Label> labels(JsonMembers members, Optional<String> text, GroundTarget target) {
        if (!members.has("labels")) {
            return text.map(words -> backend.names().in(words)).orElse(List.of());
        }
        List<JsonNode> nodes = JsonMembers.array(members.get("labels"), members.pointer("labels"), 0, MOST_LABELS);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String pointer = members.pointer("labels") + "/" + i;
            Label label = label(nodes.get(i), pointer);
            if (target.model().manifest().preprocessing().objects() == ObjectSource.REGIONS
                    && label.classIds().size() != 1) {
                throw ProblemException.invalid(pointer, "The model's objects are regions: expected one class a label");
            }
            labels.add(label);
        }
        return labels;
    }

    private Label label(JsonNode node, String pointer) {
        JsonMembers members = new JsonMembers(node, pointer, Set.of("name", "classes"));
        Optional<String> name = members.text("name", LONGEST_NAME);
        Optional<List<JsonNode>> ids = members.array("classes", MOST_LABEL_CLASSES);
        if (ids.isPresent()) {
            List<Integer> classes = new ArrayList<>();
            for (JsonNode id : ids.get()) {
                classes.add(JsonMembers.integer(
                        id, members.pointer("classes") + "/" + classes.size(), 0, Integer.MAX_VALUE));
            }
            return new Label(classes, name.orElse(""), 1, "");
        }
        String known =
                name.orElseThrow(() -> ProblemException.invalid(pointer, "A label needs a name, classes, or both"));
        return backend.names()
                .label(known)
                .orElseThrow(() -> ProblemException.invalid(
                        members.pointer("name"),
                        "No annotation names an object " + Quoted.of(known) + "; /api/labels has the names there are"));
    }
}
