package io.github.osgnet4j.serve;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All routes of the server. */
final class Router {

    /** A route with the parts of its template. */
    private record Parted(Route route, List<String> parts) {

        /** The variables of a path, if it is one of the route's template. */
        Optional<Map<String, String>> match(List<String> segments) {
            if (parts.size() != segments.size()) {
                return Optional.empty();
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                if (part.startsWith("{")) {
                    variables.put(part.substring(1, part.length() - 1), segments.get(i));
                } else if (!part.equals(segments.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(variables);
        }
    }

    private final List<Parted> routes;

    Router(List<Route> routes) {
        this.routes = routes.stream()
                .map(route -> new Parted(route, Arrays.asList(route.template().split("/", -1))))
                .toList();
    }

    /** A route with the variables of its path. */
    record Match(Route route, Map<String, String> variables) {}

    List<Route> routes() {
        return routes.stream().map(Parted::route).toList();
    }

    /**
     * Finds the route of a request. HEAD is answered as GET, without its body.
     *
     * @param path as it was sent
     * @throws ProblemException if there is none
     */
    Match find(String method, String path) {
        List<String> segments = UriText.segments(path);
        TreeSet<String> allowed = new TreeSet<>();
        for (Parted parted : routes) {
            Route route = parted.route();
            Optional<Map<String, String>> variables = parted.match(segments);
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
