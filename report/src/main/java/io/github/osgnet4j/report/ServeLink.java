package io.github.osgnet4j.report;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where the page of a running {@code osgnet serve} shows a query.
 *
 * @param url of the server, {@code http} or {@code https}, or a path from the report to it ({@code ../}) or from the root of the
 *     server that sends the report ({@code /osgnet/}); with a slash at the end
 */
public record ServeLink(String url) {

    /** What a path begins with; otherwise the name of a server would be one. */
    private static final Pattern PATH = Pattern.compile("(\\.\\.?)?/(?!/).*");

    /**
     * Checks the address.
     *
     * @throws ReportException if it is no address of a web server, and no path
     */
    public ServeLink {
        URI address;
        try {
            address = URI.create(url.endsWith("/") ? url : url + "/");
        } catch (IllegalArgumentException e) {
            throw new ReportException("'" + url + "' is not an address: " + e.getMessage(), e);
        }
        boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        boolean found = web
                ? address.getHost() != null
                : !url.isEmpty() && PATH.matcher(address.toString()).matches();
        if (!found || address.getRawFragment() != null || address.getRawQuery() != null) {
            throw new ReportException(
                    "'" + url
                            + "' is not an address of a server; expected one such as http://localhost:8080/, or a path to it such as ../");
        }
        url = address.toString();
    }

    /** The address of a query of a clip. */
    public String of(QueryOutcome outcome) {
        return url + "#clip=" + encoded(outcome.query().videoId()) + "&query="
                + encoded(outcome.query().queryId());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
