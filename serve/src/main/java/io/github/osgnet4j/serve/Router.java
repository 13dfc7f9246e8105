package io.github.osgnet4j.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All routes of the server. */
record Router(List<Route> routes) {

    /** A route with the variables of its path. */
    record Match(Route route, Map<String, String> variables) {}

    /**
     * Finds the route of a request. HEAD is answered as GET, without its body.
     *
     * @param path as it was sent
     * @throws ProblemException if there is none
     */
    Match find(String method, String path) {
        List<String> segments = UriText.segments(path);
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(segments);
            if (variables.isPresent()) {
                if (route.method().equals(method.equals("HEAD") ? "GET" : method)) {
                    return new Match(route, variables.get());
                }
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "There is no " + Quoted.of(path) + " here; /openapi.yaml has what there is");
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        throw ProblemException.method(method, String.join(", ", allowed));
    }
}
