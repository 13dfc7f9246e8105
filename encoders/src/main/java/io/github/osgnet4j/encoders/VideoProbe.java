package io.github.osgnet4j.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks {@code ffprobe} about a file. */
final class VideoProbe {

    private static final Pattern CLOCK = Pattern.compile("(\\d{1,4}):(\\d{2}):(\\d{2}(?:\\.\\d+)?)");
    private static final int QUARTER = 90;
    private static final int FULL = 360;

    private final Path file;
    private final Ffmpeg ffmpeg;
    private final VideoLimits limits;

    VideoProbe(Path file, Ffmpeg ffmpeg, VideoLimits limits) {
        this.file = file;
        this.ffmpeg = ffmpeg;
        this.limits = limits;
    }

    /**
     * What the file says.
     *
     * @throws VideoException if it is no video, or one beyond the limits
     */
    VideoInfo info() {
        JsonNode json = json();
        JsonNode video = null;
        boolean audio = false;
        for (JsonNode stream : json.path("streams")) {
            String type = stream.path("codec_type").asText();
            audio |= type.equals("audio");
            // The cover of an album is no video.
            if (video == null
                    && type.equals("video")
                    && stream.path("disposition").path("attached_pic").asInt() == 0) {
                video = stream;
            }
        }
        if (video == null) {
            throw new VideoException(file + " has no video stream" + (audio ? ", only sound" : ""));
        }
        int rotation = rotation(video);
        boolean turned = rotation % (2 * QUARTER) != 0;
        int width = video.path("width").asInt();
        int height = video.path("height").asInt();
        if (width <= 0 || height <= 0) {
            throw new VideoException(file + ": its video stream (" + ForeignText.quoted(codec(video))
                    + ") says no frame size; the file is broken, or ffmpeg does not know the codec");
        }
        if ((long) width * height > limits.pixels()) {
            throw new VideoException(file + ": frames of " + width + " x " + height + " pixels, more than the "
                    + limits.pixels() + " that are allowed; scale the video down");
        }
        OptionalDouble own = own(video, json.path("format"));
        double duration = own.isPresent() ? own.getAsDouble() : inAll(json.path("format"));
        if (duration > limits.duration()) {
            throw new VideoException(file + " is " + Math.round(duration) + " s long, more than the "
                    + Math.round(limits.duration()) + " s that are allowed; cut it");
        }
        return new VideoInfo(
                duration,
                own.isPresent() || !audio,
                turned ? height : width,
                turned ? width : height,
                rotation,
                rate(video),
                codec(video),
                audio);
    }

    private JsonNode json() {
        List<String> arguments =
                new ArrayList<>(List.of("-v", "error", "-of", "json", "-show_format", "-show_streams"));
        arguments.addAll(VideoFile.inputArguments(file, limits));
        try {
            return new ObjectMapper().readTree(ffmpeg.probe(arguments, limits.patience()));
        } catch (VideoException e) {
            throw new VideoException(
                    file + " is not a video that can be read, or it is cut off: " + e.getMessage()
                            + ". Play it with another program, or copy it again",
                    e);
        } catch (IOException e) {
            throw new VideoException(file + ": ffprobe gives no JSON: " + e.getMessage(), e);
        }
    }

    private static String codec(JsonNode video) {
        return video.path("codec_name").asText("unknown");
    }

    private static int rotation(JsonNode video) {
        for (JsonNode data : video.path("side_data_list")) {
            if (data.path("rotation").isNumber()) {
                long quarters = Math.round(data.path("rotation").asDouble() / QUARTER);
                return (int) Math.floorMod(quarters * QUARTER, (long) FULL);
            }
        }
        return 0;
    }

    private static double rate(JsonNode video) {
        String[] parts = video.path("avg_frame_rate").asText("0/0").split("/", 2);
        double rate = parts.length < 2
                ? 0
                : number(parts[0]).orElse(0) / number(parts[1]).orElse(0);
        return Double.isFinite(rate) && rate > 0 ? rate : 0;
    }

    /** Where the stream's own duration ends, from the start of the file. */
    private static OptionalDouble own(JsonNode video, JsonNode format) {
        OptionalDouble duration = number(video.path("duration").asText());
        if (duration.isEmpty()) {
            Matcher clock = CLOCK.matcher(video.path("tags").path("DURATION").asText());
            if (!clock.matches()) {
                return OptionalDouble.empty();
            }
            duration = OptionalDouble.of(Integer.parseInt(clock.group(1)) * 3600.0
                    + Integer.parseInt(clock.group(2)) * 60.0
                    + Double.parseDouble(clock.group(3)));
            // Matroska counts it from the start of the file.
            return duration.getAsDouble() > 0 ? duration : OptionalDouble.empty();
        }
        double start = number(video.path("start_time").asText()).orElse(0);
        double first = number(format.path("start_time").asText()).orElse(start);
        double end = duration.getAsDouble() + Math.max(0, start - first);
        return end > 0 ? OptionalDouble.of(end) : OptionalDouble.empty();
    }

    private double inAll(JsonNode format) {
        double duration = number(format.path("duration").asText()).orElse(0);
        return duration > 0
                ? duration
                : scanned(number(format.path("start_time").asText()).orElse(0));
    }

    /** The end of the last packet, for files that say nothing, as browsers record them. */
    private double scanned(double start) {
        List<String> arguments = new ArrayList<>(List.of(
                "-v",
                "error",
                "-select_streams",
                "V:0",
                "-of",
                "csv=p=0",
                "-show_entries",
                "packet=pts_time,duration_time"));
        arguments.addAll(VideoFile.inputArguments(file, limits));
        double end = 0;
        try (ChildProcess child = ffmpeg.startProbe(arguments, limits.patience());
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new ChildStream(child), StandardCharsets.ISO_8859_1))) {
            for (String line; (line = lines.readLine()) != null; ) {
                String[] parts = line.split(",", -1);
                double pts = number(parts[0]).orElse(0);
                end = Math.max(end, pts + (parts.length > 1 ? number(parts[1]).orElse(0) : 0) - start);
                if (end > limits.duration()) {
                    return end;
                }
            }
        } catch (IOException e) {
            throw new VideoException(file + " cannot be scanned: " + e.getMessage(), e);
        }
        if (!(end > 0)) {
            throw new VideoException(file + " has no packet with a time in its video stream; it is cut off or broken");
        }
        return end;
    }

    private static OptionalDouble number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The output of a child as a stream. */
    private static final class ChildStream extends InputStream {

        private final ChildProcess child;

        ChildStream(ChildProcess child) {
            this.child = child;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return child.read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = child.read(bytes, from, count);
            return read == 0 && count > 0 ? -1 : read;
        }
    }
}
