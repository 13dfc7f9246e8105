package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph ready to be stored.
 *
 * @param graph the outermost graph, complete
 * @param producer who wrote it
 * @param version the producer's version
 * @param metadata free key-value pairs that travel in the file
 */
public record OnnxModel(OnnxGraph graph, String producer, String version, Map<String, String> metadata) {

    /** The largest model that protobuf can hold in one piece. */
    public static final long LARGEST_FILE = Integer.MAX_VALUE;

    /** How the name of a file with weights beside a model ends. */
    public static final String WEIGHTS_SUFFIX = ".weights";

    private static final int IR_VERSION = 10;
    private static final long SMALLEST_EXTERNAL = 1024;
    private static final int ALIGNMENT = 4096;

    /** The model in one piece. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes, inline());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes the model; one that is too large keeps its weights in a second file beside it, named like it but ending in {@code .weights}.
     *
     * @param file ends in {@code .onnx}
     * @param limit the most bytes the file may have with the weights inside, {@link #LARGEST_FILE} as a rule
     * @return the files written
     * @throws IOException if writing fails
     */
    public List<Path> write(Path file, long limit) throws IOException {
        List<Stored> inline = inline();
        if (size(inline) <= limit) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                write(out, inline);
            }
            return List.of(file);
        }
        Path weights = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + WEIGHTS_SUFFIX);
        List<Stored> external;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights))) {
            external = writeWeights(out, weights.getFileName().toString());
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, external);
        }
        return List.of(file, weights);
    }

    /** A tensor of the file: its fields, and the raw data if that follows them. */
    private record Stored(TensorProto header, ConstantTensor data, boolean inline) {

        long size() {
            return header.getSerializedSize() + (inline ? rawFieldSize() : 0);
        }

        private long rawFieldSize() {
            return CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt64SizeNoTag(data.bytes())
                    + data.bytes();
        }
    }

    private List<Stored> inline() {
        return graph.initializers().stream()
                .map(i -> new Stored(i.header().build(), i, true))
                .toList();
    }

    private List<Stored> writeWeights(OutputStream out, String location) throws IOException {
        List<Stored> stored = new ArrayList<>();
        long offset = 0;
        for (ConstantTensor i : graph.initializers()) {
            if (i.bytes() < SMALLEST_EXTERNAL) {
                stored.add(new Stored(i.header().build(), i, true));
                continue;
            }
            int gap = (int) (-offset & (ALIGNMENT - 1));
            out.write(new byte[gap]);
            offset += gap;
            i.writeRaw(out);
            TensorProto.Builder header = i.header().setDataLocation(TensorProto.DataLocation.EXTERNAL);
            header.addExternalDataBuilder().setKey("location").setValue(location);
            header.addExternalDataBuilder().setKey("offset").setValue(Long.toString(offset));
            header.addExternalDataBuilder().setKey("length").setValue(Long.toString(i.bytes()));
            stored.add(new Stored(header.build(), i, false));
            offset += i.bytes();
        }
        return stored;
    }

    private ModelProto frame() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(producer)
                .setProducerVersion(version);
        for (Operator.Domain d : graph.domains()) {
            model.addOpsetImportBuilder().setDomain(d.id()).setVersion(d.version());
        }
        model.addAllFunctions(graph.functions().protos());
        new TreeMap<>(metadata)
                .forEach((k, v) -> model.addMetadataPropsBuilder().setKey(k).setValue(v));
        return model.build();
    }

    private static long fieldSize(int number, long size) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(size) + size;
    }

    private static long graphSize(GraphProto nodes, List<Stored> tensors) {
        long size = nodes.getSerializedSize();
        for (Stored t : tensors) {
            size += fieldSize(GraphProto.INITIALIZER_FIELD_NUMBER, t.size());
        }
        return size;
    }

    private long size(List<Stored> tensors) {
        return frame().getSerializedSize()
                + fieldSize(ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph.proto(), tensors));
    }

    /** Field by field, so that the weights pass through without a second copy in memory. */
    private void write(OutputStream out, List<Stored> tensors) throws IOException {
        GraphProto nodes = graph.proto();
        long size = graphSize(nodes, tensors);
        if (size > LARGEST_FILE) {
            throw new GraphException("Graph '" + graph.name() + "' has " + size
                    + " bytes, more than one protobuf message holds: write it with its weights in a second file");
        }
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        frame().writeTo(coded);
        coded.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        coded.writeUInt64NoTag(size);
        nodes.writeTo(coded);
        for (Stored t : tensors) {
            coded.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            coded.writeUInt64NoTag(t.size());
            t.header().writeTo(coded);
            if (t.inline()) {
                coded.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                coded.writeUInt64NoTag(t.data().bytes());
                coded.flush();
                t.data().writeRaw(out);
            }
        }
        coded.flush();
    }
}
