package io.github.osgnet4j.cli.bench;

/**
 * One run of one node of the outermost graph, with what ran inside it.
 *
 * @param name of the node
 * @param operator its ONNX operator
 * @param start microseconds since the trace began
 * @param duration microseconds
 * @param inner nodes of inner graphs, as those of a Scan's body, that ran within it
 * @param flops of matrix products and convolutions, those of inner nodes included
 */
record NodeRun(String name, String operator, long start, long duration, int inner, double flops) {

    /** The operators that run a graph of their own. */
    static boolean holdsGraph(String operator) {
        return operator.equals("Scan") || operator.equals("Loop") || operator.equals("If");
    }

    /** Whether the node steps through the recurrence of the selective scan. */
    boolean scans() {
        return operator.equals("Loop") || operator.contains("Scan");
    }

    /** Seconds without those that writing down the inner nodes took. */
    double seconds(double overheadPerInnerNode) {
        return Math.max(0, duration * 1e-6 - inner * overheadPerInnerNode);
    }

    /** This node with another one that ran within it. */
    NodeRun with(NodeRun nested) {
        return new NodeRun(name, operator, start, duration, inner + 1 + nested.inner, flops + nested.flops);
    }
}
