package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.cli.CommandException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces as ONNX Runtime writes them, by hand and from itself. */
class TraceTest {

    @TempDir
    Path folder;

    private static String node(int thread, int start, int duration, String name, String operator, String shapes) {
        return "{\"cat\" : \"Node\",\"pid\" :1,\"tid\" :" + thread + ",\"dur\" :" + duration + ",\"ts\" :" + start
                + ",\"ph\" : \"X\",\"name\" :\"" + name + "_kernel_time\",\"args\" : {" + shapes + "\"op_name\" : \""
                + operator + "\"}}";
    }

    private static String product(int rows) {
        return "\"input_type_shape\" : [{\"float\":[" + rows + ",3]},{\"int64\":[]}],\"output_type_shape\" :"
                + " [{\"float\":[" + rows + ",5]}],";
    }

    private static String session(int start, String name) {
        return "{\"cat\" : \"Session\",\"pid\" :1,\"tid\" :1,\"dur\" :1,\"ts\" :" + start
                + ",\"ph\" : \"X\",\"name\" :\"" + name + "\",\"args\" : {}}";
    }

    private Trace trace(String... events) throws IOException {
        Path file = folder.resolve("query_2026-01-01_00-00-00.json");
        Files.writeString(file, "[\n" + String.join(",\n", events) + "\n]\n");
        return Trace.read(file);
    }

    @Test
    void nodesOfABodyBelongToTheNodeThatHoldsThem() throws IOException {
        Trace trace = trace(
                session(0, "session_initialization"),
                node(1, 100, 10, "a/MatMul", "MatMul", product(2)),
                node(1, 121, 5, "body/MatMul", "MatMul", product(1)),
                node(1, 130, 5, "body/Mul", "Mul", ""),
                node(1, 120, 50, "a/Scan", "Scan", ""),
                node(1, 170, 7, "a/Add", "Add", ""),
                session(99, "model_run"));
        assertEquals("query", trace.graph());
        assertEquals(
                List.of(
                        new NodeRun("a/MatMul", "MatMul", 100, 10, 0, 60),
                        new NodeRun("a/Scan", "Scan", 120, 50, 2, 30),
                        new NodeRun("a/Add", "Add", 170, 7, 0, 0)),
                trace.nodes());
    }

    @Test
    void threadsThatRunAtTheSameTimeStayApart() throws IOException {
        Trace trace = trace(
                node(1, 100, 50, "a/Scan", "Scan", ""),
                node(2, 110, 10, "b/MatMul", "MatMul", product(2)),
                node(1, 115, 10, "body/MatMul", "MatMul", product(1)));
        assertEquals(
                Set.of(
                        new NodeRun("a/Scan", "Scan", 100, 50, 1, 30),
                        new NodeRun("b/MatMul", "MatMul", 110, 10, 0, 60)),
                Set.copyOf(trace.nodes()));
    }

    @Test
    void theFirstHalfOfTheRunsCanBeLeftOut() throws IOException {
        Trace half = trace(
                        session(99, "model_run"),
                        node(1, 100, 10, "cold/MatMul", "MatMul", product(2)),
                        session(199, "model_run"),
                        node(1, 200, 10, "warm/MatMul", "MatMul", product(2)))
                .secondHalf();
        assertEquals(List.of(new NodeRun("warm/MatMul", "MatMul", 200, 10, 0, 60)), half.nodes());
    }

    @Test
    void anOperatorWhoseWorkIsUnknownIsNamed() throws IOException {
        Trace trace = trace(node(1, 100, 10, "a/Einsum", "Einsum", product(2)));
        assertEquals(Set.of("Einsum"), trace.uncounted());
    }

    @Test
    void whatIsNoTraceIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{}");
        String message =
                assertThrows(CommandException.class, () -> Trace.read(file)).getMessage();
        assertTrue(message.contains("x.json: not a trace"), message);
    }

    /** What ONNX Runtime really writes, for a product of known size and for a Scan with a body of six nodes. */
    @Test
    void whatOnnxRuntimeRunsIsCounted() throws OrtException, IOException {
        run("product", Models.product(7, 11, 13), 7, 11);
        run("steps", Models.steps(), 50, 4);
        List<Trace> traces = Trace.readAll(folder);
        assertEquals(
                List.of("product", "steps"), traces.stream().map(Trace::graph).toList());
        assertEquals(1, traces.get(0).runs().size());
        assertEquals(
                2.0 * 7 * 11 * 13,
                traces.get(0).nodes().stream().mapToDouble(NodeRun::flops).sum());
        NodeRun scan = traces.get(1).nodes().stream()
                .filter(node -> node.operator().equals("Scan"))
                .findFirst()
                .orElseThrow();
        assertEquals(50 * 6, scan.inner());
    }

    private void run(String name, byte[] model, long rows, long columns) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.enableProfiling(folder.resolve(name).toString());
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor x = OnnxTensor.createTensor(
                            environment, FloatBuffer.allocate((int) (rows * columns)), new long[] {rows, columns})) {
                session.run(Map.of("x", x)).close();
            }
        }
    }
}
