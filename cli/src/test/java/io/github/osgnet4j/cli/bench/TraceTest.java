package io.github.osgnet4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.cli.bench.BenchResult.OperatorTime;
import io.github.osgnet4j.cli.bench.BenchResult.Products;
import io.github.osgnet4j.cli.bench.BenchResult.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces in the form of ONNX Runtime. */
class TraceTest {

    private static final String MATRICES = "[{\"float\":[1,4,8]},{\"float\":[8,16]}]|[{\"float\":[1,4,16]}]";

    @TempDir
    Path folder;

    private final List<String> events = new ArrayList<>();

    private static String event(String category, String name, long start, long micros, String arguments) {
        return String.format(
                Locale.ROOT,
                "{\"cat\":\"%s\",\"pid\":1,\"tid\":2,\"dur\":%d,\"ts\":%d,\"ph\":\"X\",\"name\":\"%s\",\"args\":{%s}}",
                category,
                micros,
                start,
                name,
                arguments);
    }

    private void run(long start, long micros) {
        events.add(event("Session", "model_run", start, micros, ""));
    }

    private void node(String operator, long start, long micros, String shapes) {
        String[] parts = shapes.split("\\|");
        String arguments = String.format(
                Locale.ROOT,
                "\"op_name\":\"%s\",\"input_type_shape\":%s,\"output_type_shape\":%s",
                operator,
                parts[0],
                parts[1]);
        events.add(event("Node", operator + "_1_fence_before", start, 0, "\"op_name\":\"" + operator + "\""));
        events.add(event("Node", operator + "_1_kernel_time", start, micros, arguments));
    }

    private Path write(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "[\n" + String.join(",\n", events) + "\n]\n");
        events.clear();
        return file;
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            MatMul; [{"float":[2,4,8]},{"float":[8,16]}]|[{"float":[2,4,16]}]; 2048
            MatMulIntegerToFloat; [{"uint8":[1,4,8]},{"int8":[8,16]},{"float":[]}]|[{"float":[1,4,16]}]; 1024
            MatMulIntegerToFloat; [{"uint8":[1,4,8]},{"float":[]},{"float":[16]}]|[{"float":[1,4,16]}]; 1024
            MatMul; [{"float":[1,8]}]|[{"float":[1,16]}]; 256
            FusedMatMul; [{"float":[1,2,4,8]},{"float":[1,2,16,8]}]|[{"float":[1,2,4,16]}]; 2048
            FusedMatMul; [{"float":[8,4]},{"float":[8,16]}]|[{"float":[4,16]}]; 1024
            Gemm; [{"float":[4,8]},{"float":[8,16]},{"float":[16]}]|[{"float":[4,16]}]; 1024
            Conv; [{"float":[1,8,10]},{"float":[16,8,3]}]|[{"float":[1,16,10]}]; 7680
            Conv; [{"float":[1,8,10]},{"float":[8,1,4]}]|[{"float":[1,8,10]}]; 640
            Add; [{"float":[4,8]},{"float":[4,8]}]|[{"float":[4,8]}]; 0
            MatMul; []|[]; 0
            """)
    void theWorkOfANodeFollowsFromItsShapes(String operator, String shapes, double operations) throws IOException {
        run(0, 10);
        node(operator, 1, 5, shapes);
        assertEquals(operations, Trace.read(write("trace.json")).operations());
    }

    @Test
    void onlyTheLastRunCounts() throws IOException {
        node("MatMul", 10, 5, MATRICES);
        run(9, 20);
        node("MatMul", 41, 7, MATRICES);
        run(40, 20);
        Trace trace = Trace.read(write("trace.json"));
        assertEquals(List.of(7L), trace.nodes().stream().map(Trace.Node::micros).toList());
    }

    /** ONNX Runtime writes a node down when it ends: those of a body come before it. */
    @Test
    void theTimeOfABodyIsThatOfItsScanButItsProductsAreWorkAndItsRecurrenceIsNot() throws IOException {
        node("MatMul", 12, 3, MATRICES);
        node("Gemm", 16, 3, MATRICES);
        node("Scan", 11, 10, MATRICES);
        node("MatMul", 21, 4, MATRICES);
        run(10, 50);
        write("query_1.json");
        node("MatMul", 1, 8, MATRICES);
        run(0, 10);
        write("video_1.json");
        Profile profile = Traces.read(folder).profile();
        assertEquals(1024, profile.encodeOperations());
        assertEquals(2048, profile.queryOperations());
        assertEquals(
                List.of(new OperatorTime("MatMul", 2, 12e-6, 2048), new OperatorTime("Scan", 1, 10e-6, 0)),
                profile.operators());
    }

    @Test
    void efficiencyIsWorkOverWhatTheMachineDoesMeanwhile() {
        Profile work = new Profile(6 * MatrixProduct.OPERATIONS, 10 * MatrixProduct.OPERATIONS, List.of());
        Series unused = new Series(1, 1);
        Products products = new Products(new Series(8, 10), new Series(24, 22), unused, new Series(16, 24));
        Efficiency efficiency = Efficiency.of(work, products, 3);
        assertEquals(0.5, efficiency.queryAlone().median(), 1e-12);
        assertEquals(0.75, efficiency.queryOfClip().max(), 1e-12);
        assertEquals(0.5, efficiency.queryOfClip().min(), 1e-12);
    }
}
