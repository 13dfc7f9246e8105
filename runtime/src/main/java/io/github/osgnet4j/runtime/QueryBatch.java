package io.github.osgnet4j.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries of one video as one run of the text and the query graph. Texts are padded to the longest, object tables merged. */
final class QueryBatch {

    private final Dimensions dimensions;
    private final boolean objectRows;
    private final Optional<float[]> classEmbeddings;
    private final EncodedVideo video;
    private final List<QueryInput> queries;

    /**
     * Checks the queries.
     *
     * @throws InputException if a query does not fit the network
     */
    QueryBatch(Manifest manifest, Optional<float[]> classEmbeddings, EncodedVideo video, List<QueryInput> queries) {
        this.dimensions = manifest.dimensions();
        this.objectRows = manifest.takesObjectRows();
        this.classEmbeddings = classEmbeddings;
        this.video = video;
        this.queries = queries;
        queries.forEach(this::checkTokens);
    }

    /** Runs the graphs: for each query its scores, the finest level first. */
    List<List<LevelScores>> run(Sessions sessions) {
        Graph textGraph = sessions.text();
        Graph queryGraph = sessions.query();
        int longest = queries.stream()
                .mapToInt(query -> query.tokenCount() + (query.padded() ? 1 : 0))
                .max()
                .orElseThrow();
        long batch = queries.size();
        try (Tensors words = new Tensors(textGraph)
                        .add("tokens", tokens(longest), batch, longest, dimensions.textDim())
                        .add("token_counts", counts(), batch);
                OrtSession.Result encoded = textGraph.run(words.byName());
                Tensors others = new Tensors(queryGraph)) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("text", OutputTensor.require(textGraph, encoded, "text", batch, longest, dimensions.channels()));
            inputs.put("token_counts", words.byName().get("token_counts"));
            video.encodings()
                    .forEach((name, values) -> others.add(name, values, 1, video.encodedSteps(), video.channels()));
            if (dimensions.keepPadding()) {
                others.add("lengths", DirectBuffers.longs(1).put(0, video.steps()), 1);
            }
            addObjects(others, sessions);
            inputs.putAll(others.byName());
            try (OrtSession.Result scores = queryGraph.run(inputs)) {
                return split(queryGraph, scores);
            }
        }
    }

    private void addObjects(Tensors inputs, Sessions sessions) {
        int steps = objectSteps();
        ObjectTensors table = new ObjectTensors(dimensions.channels(), steps);
        ObjectProjection projection = new ObjectProjection(dimensions, sessions.objects());
        queries.forEach(query -> add(query, table, projection));
        if (dimensions.objects()) {
            inputs.add("objects", table.table(), table.rows(), dimensions.channels());
            if (objectRows) {
                table.objectRows(video.encodedSteps()).addTo(inputs);
            } else {
                inputs.add("object_index", table.index(), queries.size(), steps, table.slots());
            }
        }
    }

    /**
     * Objects recorded beyond the end of the video reach back into it, one step per block of the object encoder; the step
     * after the last one shows none. Rounded up to the padding multiple, they are what the pyramid is padded to.
     */
    private int objectSteps() {
        int recorded = queries.stream().mapToInt(q -> q.objects().count()).max().orElse(0);
        int padded = video.paddedSteps();
        int seen = Math.min(padded, Math.max(recorded, video.steps()) + 1);
        return Math.max(seen, padded - dimensions.paddingMultiple() + 1);
    }

    private void add(QueryInput query, ObjectTensors table, ObjectProjection projection) {
        if (query.objects() instanceof StepObjects.Classes classes) {
            requireObjects(query);
            float[] embeddings = classEmbeddings.orElseThrow(
                    () -> new InputException(
                            "Query '" + query.id()
                                    + "' has class ids as objects, but the bundle has no class embeddings; bring feature rows instead"));
            table.add(query.id(), "class id", embeddings, embeddings.length / dimensions.channels(), classes.steps());
        } else if (query.objects() instanceof StepObjects.Rows rows) {
            requireObjects(query);
            if (rows.rows() < 0 || rows.table().length != (long) rows.rows() * dimensions.objectDim()) {
                throw new InputException("Query '" + query.id() + "' has " + rows.table().length
                        + " numbers in its object table, " + rows.rows() + " rows of " + dimensions.objectDim()
                        + " need " + (long) rows.rows() * dimensions.objectDim());
            }
            table.add(query.id(), "row", projection.of(rows), rows.rows(), rows.steps());
        } else {
            table.add();
        }
    }

    private void requireObjects(QueryInput query) {
        if (!dimensions.objects()) {
            throw new InputException(
                    "Query '" + query.id() + "' has objects, but the bundle's network sees none; leave them out");
        }
    }

    private void checkTokens(QueryInput query) {
        if (query.tokenCount() < 1) {
            throw new InputException(
                    "Query '" + query.id() + "' has " + query.tokenCount() + " tokens, expected at least 1");
        }
        long expected = (long) query.tokenCount() * dimensions.textDim();
        if (query.tokens().length != expected) {
            throw new InputException("Query '" + query.id() + "' has " + query.tokens().length + " numbers, "
                    + query.tokenCount() + " tokens of " + dimensions.textDim() + " channels need " + expected);
        }
        Finite.check(
                query.tokens(),
                0,
                query.tokens().length,
                i -> "Query '" + query.id() + "': token " + i / dimensions.textDim());
    }

    private FloatBuffer tokens(int longest) {
        int row = longest * dimensions.textDim();
        FloatBuffer tokens = DirectBuffers.floats((long) queries.size() * row);
        for (int i = 0; i < queries.size(); i++) {
            tokens.position(i * row).put(queries.get(i).tokens());
        }
        return tokens.rewind();
    }

    private LongBuffer counts() {
        LongBuffer counts = DirectBuffers.longs(queries.size());
        queries.forEach(query -> counts.put(query.tokenCount()));
        return counts.rewind();
    }

    private List<List<LevelScores>> split(Graph graph, OrtSession.Result scores) {
        List<List<LevelScores>> levels = new ArrayList<>();
        queries.forEach(query -> levels.add(new ArrayList<>()));
        int padded = video.paddedSteps();
        for (int level = 0; level < dimensions.strides().size(); level++) {
            int stride = dimensions.strides().get(level);
            int positions = padded / stride;
            int valid = (video.steps() + stride - 1) / stride;
            float[] logits = values(graph, scores, "cls_logits_" + level, positions, dimensions.classes());
            float[] offsets = values(graph, scores, "offsets_" + level, positions, 2);
            for (int i = 0; i < queries.size(); i++) {
                levels.get(i)
                        .add(new LevelScores(stride, valid, dimensions.classes(), part(logits, i), part(offsets, i)));
            }
        }
        return levels;
    }

    private float[] values(Graph graph, OrtSession.Result scores, String name, int positions, int columns) {
        OnnxTensor tensor = OutputTensor.require(graph, scores, name, queries.size(), positions, columns);
        float[] values = tensor.getFloatBuffer().array();
        if (!Finite.all(values)) {
            throw new NotFiniteException("Graph " + graph.name() + " gave NaN or infinity in " + name + " for video '"
                    + video.id() + "'; are features and tokens of the size the network was trained with?");
        }
        return values;
    }

    private float[] part(float[] values, int query) {
        int length = values.length / queries.size();
        return queries.size() == 1 ? values : Arrays.copyOfRange(values, query * length, (query + 1) * length);
    }
}
