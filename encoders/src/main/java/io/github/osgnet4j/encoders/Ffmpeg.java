package io.github.osgnet4j.encoders;

import io.github.osgnet4j.natives.JarLibraries;
import io.github.osgnet4j.natives.NativeCache;
import io.github.osgnet4j.natives.NativeCacheException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs {@code ffmpeg} and {@code ffprobe}, version 6 or later: those of the artifact
 * {@code org.bytedeco:ffmpeg}, unpacked into the {@link NativeCache}, otherwise those on the path. They run as child
 * processes, so that a broken or hostile file can only crash one of them, never this JVM.
 */
public final class Ffmpeg {

    private static final Logger LOG = LoggerFactory.getLogger(Ffmpeg.class);

    private static final String FFMPEG = "ffmpeg";
    private static final String FFPROBE = "ffprobe";
    private static final String JAR_FOLDER = "org/bytedeco/ffmpeg/";
    private static final int OLDEST = 6;
    private static final Pattern VERSION = Pattern.compile("(?:ffmpeg|ffprobe) version (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final String WAY_OUT = "put org.bytedeco:ffmpeg on the class path, install ffmpeg " + OLDEST
            + " or later, or name the program (--ffmpeg FILE)";

    private static @Nullable Ffmpeg found;

    private final Path ffmpeg;
    private final Path ffprobe;
    private final Map<String, String> environment;
    private final String version;

    private Ffmpeg(Path ffmpeg, Path ffprobe, Map<String, String> environment) {
        this.ffmpeg = ffmpeg;
        this.ffprobe = ffprobe;
        this.environment = environment;
        this.version = version(ffmpeg);
        version(ffprobe);
    }

    /**
     * The programs on the class path, or else those of the system.
     *
     * @throws EncoderException if there are none that run; it says why not and what to do
     */
    public static synchronized Ffmpeg find() {
        if (found == null) {
            List<String> reasons = new ArrayList<>();
            found = ofClassPath(reasons).or(() -> ofSystem(reasons)).orElseThrow(() -> {
                reasons.add("no " + FFMPEG + " and " + FFPROBE + " that run are on the PATH");
                return new EncoderException(
                        "There is no ffmpeg to decode videos with: " + String.join("; ", reasons) + "; " + WAY_OUT);
            });
            reasons.forEach(reason -> LOG.warn("Videos are decoded by {}: {}", found.ffmpeg, reason));
        }
        return found;
    }

    /**
     * A program chosen by the caller, with {@code ffprobe} in the same folder.
     *
     * @throws EncoderException if they do not run
     */
    public static Ffmpeg at(Path ffmpeg) {
        Path name = ffmpeg.getFileName();
        String other = name == null ? FFPROBE : name.toString().replace(FFMPEG, FFPROBE);
        return new Ffmpeg(ffmpeg.toAbsolutePath(), ffmpeg.toAbsolutePath().resolveSibling(other), Map.of());
    }

    private static Optional<Ffmpeg> ofClassPath(List<String> reasons) {
        URL program = Ffmpeg.class.getClassLoader().getResource(JAR_FOLDER + platform() + "/" + FFMPEG);
        if (program == null) {
            return Optional.empty();
        }
        try {
            Optional<NativeCache> cache = NativeCache.ofUser();
            Optional<JarLibraries> libraries = JarLibraries.beside(program);
            if (cache.isEmpty() || libraries.isEmpty()) {
                return Optional.empty();
            }
            Path folder = libraries.get().unpackedIn(cache.get(), FFMPEG);
            return Optional.of(new Ffmpeg(
                    folder.resolve(FFMPEG), folder.resolve(FFPROBE), Map.of("LD_LIBRARY_PATH", folder.toString())));
        } catch (IOException | NativeCacheException | EncoderException e) {
            reasons.add("that of the class path does not run: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String platform() {
        String arch = System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).replace("mac os x", "macosx")
                + "-"
                + (Set.of("amd64", "x86_64").contains(arch) ? "x86_64" : arch.replace("aarch64", "arm64"));
    }

    private static Optional<Ffmpeg> ofSystem(List<String> reasons) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            try {
                Path program = Path.of(folder, FFMPEG);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    return Optional.of(new Ffmpeg(program, Path.of(folder, FFPROBE), Map.of()));
                }
            } catch (InvalidPathException | EncoderException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private String version(Path program) {
        String text = new String(run(program, List.of("-version"), PATIENCE, MOST_OUTPUT), StandardCharsets.UTF_8);
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            throw new EncoderException(program + " does not say that it is ffmpeg, but " + ForeignText.output(text));
        }
        String number = matcher.group(1).replaceFirst("^n", "");
        Matcher major = Pattern.compile("(\\d{1,4})\\..*").matcher(number);
        if (major.matches() && Integer.parseInt(major.group(1)) < OLDEST) {
            throw new EncoderException(program + " is ffmpeg " + number + ", expected " + OLDEST + " or later");
        }
        return number;
    }

    /** The program that decodes. */
    public Path program() {
        return ffmpeg;
    }

    /** Its version, such as {@code 8.0.1}. */
    public String version() {
        return version;
    }

    /**
     * Runs {@code ffmpeg} to its end, without a terminal and with errors alone on its standard error.
     *
     * @param arguments as on a command line; put untrusted files after {@link VideoFile#inputArguments()}
     * @param patience how long it may be silent
     * @return what it wrote to its standard output, at most 64 MiB
     * @throws VideoException if it fails or is killed
     * @throws EncoderException if it cannot be started
     */
    public byte[] run(List<String> arguments, Duration patience) {
        return run(ffmpeg, with(arguments), patience, 64 * MOST_OUTPUT);
    }

    /** Asks {@code ffprobe}. */
    byte[] probe(List<String> arguments, Duration patience) {
        return run(ffprobe, arguments, patience, MOST_OUTPUT);
    }

    /** Starts {@code ffprobe}. */
    ChildProcess startProbe(List<String> arguments, Duration patience) {
        return start(ffprobe, arguments, patience, line -> false);
    }

    /** Starts {@code ffmpeg}. */
    ChildProcess start(List<String> arguments, Duration patience, Predicate<String> isForUs) {
        return start(ffmpeg, with(arguments), patience, isForUs);
    }

    /** What keeps a program from starting is no matter of the file that it was to read. */
    private ChildProcess start(Path program, List<String> arguments, Duration patience, Predicate<String> isForUs) {
        try {
            return new ChildProcess(command(program, arguments), environment, patience, isForUs);
        } catch (IOException e) {
            throw new EncoderException(program + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> with(List<String> arguments) {
        List<String> all = new ArrayList<>(Arrays.asList("-hide_banner", "-nostdin", "-nostats", "-v", "error"));
        all.addAll(arguments);
        return all;
    }

    private static List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    private byte[] run(Path program, List<String> arguments, Duration patience, int most) {
        try (ChildProcess child = start(program, arguments, patience, line -> false)) {
            byte[] output = child.readAll(most);
            if (child.exit() != 0) {
                throw new VideoException(program.getFileName() + ": " + child.problem());
            }
            return output;
        } catch (IOException e) {
            throw new VideoException(program.getFileName() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncodingCancelledException("Interrupted while " + program.getFileName() + " ran");
        }
    }
}
