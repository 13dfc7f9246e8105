package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Route.Access;
import io.github.osgnet4j.serve.VideoFolder.VideoOnDisk;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;

/** Endpoints for listing and reading the video files of the server. */
final class FileEndpoints {

    /** Files that are sent at the same time: each is open meanwhile. */
    private static final int MOST_STREAMS = 64;

    /** The list of files. */
    static final String FILES = "/api/files";

    /** The bytes of one, by an id that takes the place of a token. */
    static final String CONTENT = FILES + "/{file}/content";

    private static final int PAGE = 100;
    private static final int MOST = 1000;

    private final Supplier<Backend> backend;
    private final Semaphore streams = new Semaphore(MOST_STREAMS);

    FileEndpoints(Supplier<Backend> backend, MeterRegistry registry) {
        this.backend = backend;
        registry.gauge("osgnet.http.streams", streams, free -> MOST_STREAMS - free.availablePermits());
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", FILES, Access.WORKING, this::files),
                new Route("GET", CONTENT, Access.OPEN, this::content));
    }

    /** A video file, as JSON has it. */
    record FileView(String file, String name, long bytes, String mediaType) {}

    /** A page of files. */
    record FilePage(int total, int offset, List<FileView> files) {}

    private Reply files(Call call) throws IOException {
        call.allowQuery("search", "offset", "limit");
        int offset = call.query("offset", 0, Integer.MAX_VALUE, 0);
        int limit = call.query("limit", 1, MOST, PAGE);
        String search = call.search();
        Optional<VideoFolder> folder = backend.get().folder();
        List<VideoOnDisk> found = (folder.isPresent() ? folder.get().list() : List.<VideoOnDisk>of())
                .stream()
                        .filter(file -> file.name().toLowerCase(Locale.ROOT).contains(search))
                        .toList();
        List<FileView> page = found.stream()
                .skip(offset)
                .limit(limit)
                .map(file -> new FileView(file.id(), file.name(), file.bytes(), file.mediaType()))
                .toList();
        return Reply.json(new FilePage(found.size(), offset, page));
    }

    private Reply content(Call call) {
        call.allowQuery();
        VideoFolder folder = backend.get().requireFolder();
        VideoOnDisk file = folder.get(call.path("file"));
        String modified = DateGenerator.formatDate(file.modified().toMillis());
        Map<String, String> headers = Map.of(
                HttpHeader.ACCEPT_RANGES.asString(),
                "bytes",
                HttpHeader.ETAG.asString(),
                file.entityTag(),
                HttpHeader.LAST_MODIFIED.asString(),
                modified,
                HttpHeader.CACHE_CONTROL.asString(),
                "private, no-cache");
        if (call.header(HttpHeader.IF_NONE_MATCH)
                .filter(tags -> names(tags, file))
                .isPresent()) {
            return new Reply(304, "", Body.of(new byte[0]), headers);
        }
        try {
            Optional<ByteRange> range = range(call, file, modified);
            Reply reply = new Reply(
                    range.isPresent() ? 206 : 200,
                    file.mediaType(),
                    open(folder, file, range.orElseGet(() -> ByteRange.all(file.bytes()))),
                    headers);
            return range.map(r -> reply.with(
                            HttpHeader.CONTENT_RANGE.asString(),
                            "bytes " + r.first() + "-" + r.last() + "/" + file.bytes()))
                    .orElse(reply);
        } catch (ByteRange.OutOfFileException e) {
            return Reply.problem(Problem.of(
                            ProblemType.RANGE_NOT_SATISFIABLE,
                            "Range: the file has " + file.bytes() + " bytes, and none where "
                                    + Quoted.of(call.header(HttpHeader.RANGE).orElse("")) + " begins"))
                    .with(HttpHeader.CONTENT_RANGE.asString(), "bytes */" + file.bytes());
        }
    }

    private static boolean names(String tags, VideoOnDisk file) {
        return List.of(tags.split(",")).stream()
                .map(String::strip)
                .anyMatch(
                        tag -> tag.equals("*") || tag.equals(file.entityTag()) || tag.equals("W/" + file.entityTag()));
    }

    /** What is asked for; all of a file that has changed since the client got the first part. */
    private static Optional<ByteRange> range(Call call, VideoOnDisk file, String modified)
            throws ByteRange.OutOfFileException {
        Optional<String> range = call.header(HttpHeader.RANGE);
        Optional<String> condition = call.header(HttpHeader.IF_RANGE).map(String::strip);
        boolean same = condition.isEmpty()
                || condition.get().equals(file.entityTag())
                || condition.get().equals(modified);
        return range.isPresent() && same ? ByteRange.of(range.get(), file.bytes()) : Optional.empty();
    }

    private Body open(VideoFolder folder, VideoOnDisk file, ByteRange range) {
        if (!streams.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS, MOST_STREAMS + " files are being sent already, try again later");
        }
        boolean opened = false;
        try {
            Body body = new FileBody(folder.read(file), range, streams::release);
            opened = true;
            return body;
        } finally {
            if (!opened) {
                streams.release();
            }
        }
    }
}
