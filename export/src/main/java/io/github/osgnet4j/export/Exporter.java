package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkException;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Positions;
import io.github.osgnet4j.network.WeightMatch;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.Target;
import io.github.osgnet4j.runtime.error.GrounderException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Exports a network with its weights as a bundle for the runtime: ONNX graphs, a manifest, class embeddings, and
 * samples whose expected outputs come from the plain float interpreter. The same arguments give the same bytes.
 */
public final class Exporter {

    private static final String PRODUCER = "osgnet4j";
    /** So many parameters that do not fit say what is wrong. */
    private static final int NAMED_AT_MOST = 10;

    private final NetworkSpec spec;
    private final ExportSettings settings;
    private final NetworkGraphs graphs;
    private final Optional<Int8Choice> int8;

    private Exporter(NetworkSpec spec, ExportSettings settings, NetworkGraphs graphs, Optional<Int8Choice> int8) {
        this.spec = spec;
        this.settings = settings;
        this.graphs = graphs;
        this.int8 = int8;
    }

    /**
     * Exports a network and verifies the result by running it. On failure nothing is left behind, and an existing
     * target is not changed.
     *
     * @param spec the network
     * @param weights every parameter the spec asks for, by PyTorch's name; those of the shot branch may be missing
     * @param settings the other contents of the bundle
     * @param folder the bundle's folder; it appears at once, complete
     * @return how far the bundle's outputs are from the expected ones
     * @throws ExportException if a parameter is missing or misshapen, the folder exists and is not to be replaced, it
     *     cannot be written, or the bundle does not compute what it should
     */
    public static BundleVerification export(
            NetworkSpec spec, Map<String, NamedTensor> weights, ExportSettings settings, Path folder) {
        requireFit(spec, weights);
        Map<String, NamedTensor> parameters = new HashMap<>(weights);
        parameters.putIfAbsent(Positions.TABLE, Positions.table(spec));
        NetworkGraphs graphs = new NetworkGraphs(spec, parameters, settings.hasObjects(), settings.target());
        Exporter exporter = new Exporter(spec, settings, graphs, Optional.empty());
        exporter.requireEmbeddingsFit();
        exporter.requireInt8OnCpu();
        exporter.requireProcessorForInt8();
        try (BundleFolder target = new BundleFolder(folder, settings.force())) {
            Exporter chosen = exporter.withLayersChosen(target.path());
            chosen.write(target);
            BundleVerification verification = chosen.verify(target.path());
            target.publish();
            return verification;
        } catch (IOException | GrounderException e) {
            throw new ExportException("The bundle '" + folder + "' cannot be written: " + e, e);
        } catch (NetworkException e) {
            throw new ExportException("The network cannot be built: " + e.getMessage(), e);
        } catch (PostprocessException e) {
            throw new ExportException("The samples of the bundle cannot be ranked: " + e.getMessage(), e);
        }
    }

    /** The same export with 8 bits in the layers that tolerate it. */
    private Exporter withLayersChosen(Path scratch) throws IOException {
        if (!(settings.precision() instanceof ExportPrecision.Int8 precision)) {
            return this;
        }
        Int8Choice choice = new Int8Calibration(graphs, settings.classEmbeddings()).choose(precision, scratch);
        return new Exporter(spec, settings, graphs.withInt8(choice.chosen()), Optional.of(choice));
    }

    private void requireEmbeddingsFit() {
        int columns = spec.objects().projection().in();
        settings.classEmbeddings().filter(c -> c.columns() != columns).ifPresent(c -> {
            throw new ExportException("Class embeddings have " + c.columns() + " channels, the network's objects "
                    + columns + "; use the embeddings of the config the weights were trained with");
        });
    }

    private void requireInt8OnCpu() {
        if (settings.precision() instanceof ExportPrecision.Int8 && settings.target() != Target.CPU) {
            throw new ExportException(
                    "Products in 8 bits are for a CPU; for target " + settings.target() + " export in fp16 or fp32");
        }
    }

    /** Before the layers are chosen by what their products are on this machine. */
    private void requireProcessorForInt8() {
        precision(0).refusal().ifPresent(why -> {
            throw new ExportException("The exported graphs would not run here: " + why);
        });
    }

    private void write(BundleFolder target) throws IOException {
        Path folder = target.path();
        writeGraph(graphs.video(), folder.resolve(Manifest.VIDEO_GRAPH));
        writeGraph(graphs.text(), folder.resolve(Manifest.TEXT_GRAPH));
        writeGraph(graphs.query(), folder.resolve(Manifest.QUERY_GRAPH));
        if (graphs.takesObjects()) {
            writeGraph(graphs.objects(), folder.resolve(Manifest.OBJECT_GRAPH));
        }
        Optional<Manifest.ClassEmbeddings> embeddings = Optional.empty();
        if (graphs.takesObjects() && settings.classEmbeddings().isPresent()) {
            embeddings = Optional.of(writeEmbeddings(
                    projected(settings.classEmbeddings().get()), folder.resolve(Manifest.CLASS_EMBEDDINGS)));
        }
        List<Manifest.Sample> samples = Samples.write(
                folder.resolve(Manifest.SAMPLES),
                graphs,
                Samples.of(graphs),
                new ExpectedWindows(preprocessing(), settings.ranking()));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                OnnxGraph.OPSET,
                settings.target(),
                precision(settings.precision().kind().limit()),
                SpecJson.of(spec),
                dimensions(),
                preprocessing(),
                settings.ranking(),
                embeddings,
                samples,
                target.files(),
                provenance());
        manifest.write(folder.resolve(Manifest.FILE));
    }

    private Precision precision(double maxError) {
        Precision.Kind kind = settings.precision().kind();
        List<Precision.Layer> layers = int8.map(Int8Choice::layers).orElse(List.of()).stream()
                .map(l -> new Precision.Layer(l.weight(), l.int8(), l.error()))
                .toList();
        return new Precision(
                kind,
                kind == Precision.Kind.FP32 ? 0 : maxError,
                layers,
                settings.precision() instanceof ExportPrecision.Int8 chosen
                        ? Optional.of(chosen.processors())
                        : Optional.empty());
    }

    private void writeGraph(OnnxGraph graph, Path file) throws IOException {
        OnnxGraph written = settings.precision() instanceof ExportPrecision.Float16 ? graph.inHalf() : graph;
        new OnnxModel(written, PRODUCER, version(), provenance()).write(file, settings.fileLimit());
    }

    private static void requireFit(NetworkSpec spec, Map<String, NamedTensor> weights) {
        List<String> problems = WeightMatch.of(spec.withoutShots(), weights).problems();
        if (!problems.isEmpty()) {
            int named = Math.min(NAMED_AT_MOST, problems.size());
            String more = problems.size() > named ? ", and " + (problems.size() - named) + " more" : "";
            throw new ExportException("The weights do not fit the network: "
                    + String.join("; ", problems.subList(0, named)) + more
                    + ". Use them with the config they were trained with");
        }
    }

    /** The classes as the object encoder takes them, so that no query needs to project them. */
    private ExportSettings.ClassEmbeddings projected(ExportSettings.ClassEmbeddings raw) {
        FloatTensor table = new FloatTensor(new int[] {raw.rows(), raw.columns()}, raw.values());
        FloatTensor projected = FloatOps.network(spec, graphs.parameters()).projectObjects(table);
        return new ExportSettings.ClassEmbeddings(raw.rows(), spec.channels(), projected.values());
    }

    private static Manifest.ClassEmbeddings writeEmbeddings(ExportSettings.ClassEmbeddings table, Path file)
            throws IOException {
        ByteBuffer row = ByteBuffer.allocate(table.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int r = 0; r < table.rows(); r++) {
                row.asFloatBuffer().put(table.values(), r * table.columns(), table.columns());
                out.write(row.array());
            }
        }
        return new Manifest.ClassEmbeddings(Manifest.CLASS_EMBEDDINGS, table.rows(), table.columns());
    }

    private Manifest.Dimensions dimensions() {
        return new Manifest.Dimensions(
                spec.video().projection().in(),
                spec.text().projection().in(),
                graphs.takesObjects() ? spec.objects().projection().in() : 0,
                spec.channels(),
                spec.classes(),
                spec.maxSeqLen(),
                spec.paddingMultiple(),
                spec.strides(),
                graphs.keepsPadding());
    }

    /** A network without an object branch sees no objects, whatever the dataset brings. */
    private Manifest.Preprocessing preprocessing() {
        Manifest.Preprocessing p = settings.preprocessing();
        return graphs.takesObjects()
                ? p
                : new Manifest.Preprocessing(
                        p.featStride(), p.numFrames(), p.fps(), p.textWithEot(), Manifest.ObjectSource.NONE);
    }

    private Map<String, String> provenance() {
        Map<String, String> provenance = new TreeMap<>(settings.provenance());
        provenance.put(ExportSettings.EXPORTER, PRODUCER + " " + version());
        if (graphs.padsLikeBatches()) {
            provenance.put(Manifest.BATCH_PADDING, "as in the official evaluation");
        }
        if (settings.target() == Target.CPU) {
            provenance.put(Manifest.SCAN_NODE, "one node, with a definition");
        }
        if (graphs.takesObjectRows()) {
            provenance.put(Manifest.OBJECT_ROWS, "told with each run");
        }
        int8.ifPresent(choice -> provenance.put(ExportSettings.INT8, choice.summary()));
        return provenance;
    }

    private static String version() {
        return Optional.ofNullable(Exporter.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private BundleVerification verify(Path folder) {
        try (Grounder grounder = Grounder.open(folder)) {
            BundleVerification verification = grounder.verify();
            if (!verification.passed()) {
                throw new ExportException("The exported graphs do not compute what the network does: "
                        + verification.tensors().stream()
                                .filter(t -> !t.passed())
                                .map(t -> t.sample() + " " + t.tensor() + " is off by " + t.maxError())
                                .toList()
                        + "; weights far from those of a trained network can do that");
            }
            record(folder.resolve(Manifest.FILE), verification);
            return verification;
        } catch (GrounderException e) {
            throw new ExportException("The exported graphs do not run: " + e.getMessage(), e);
        }
    }

    /** What other machines are held to is what this one measured. */
    private void record(Path manifest, BundleVerification verification) {
        Precision.Kind kind = settings.precision().kind();
        if (kind == Precision.Kind.FP32) {
            return;
        }
        if (verification.maxError() > kind.limit()) {
            throw new ExportException("In " + kind + " the outputs are off by " + verification.maxError()
                    + ", more than the " + kind.limit() + " that make sense; these weights need another precision");
        }
        Manifest.read(manifest)
                .withPrecision(precision(verification.maxError()))
                .write(manifest);
    }
}
