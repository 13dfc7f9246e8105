package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.io.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tokens of a server by the names of their owners. Only hashes are kept. */
final class Tokens {

    /** Characters of a token at least. */
    static final int SHORTEST = 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern HASHED = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final String ADMIN = "admin";

    /**
     * The caller of a request.
     *
     * @param name that the token has
     * @param admin whether it is an administrator's
     */
    record Caller(String name, boolean admin) {}

    private record Token(Caller caller, byte[] digest) {}

    private final List<Token> tokens;

    private Tokens(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** One token for all. */
    static Tokens of(String token) {
        return ofAll(digest(token));
    }

    private static Tokens ofAll(byte[] digest) {
        return new Tokens(List.of(new Token(new Caller("token", false), digest)));
    }

    /**
     * Reads a file with one token for all, or {@code sha256:HEX} of it.
     *
     * @throws ServeException if it is something else; the message never has the token
     */
    static Tokens readSingle(Path file) {
        String expected = "a token in one line";
        return ofAll(hash(SettingsFile.text(file, expected).strip(), file + ", " + expected + ": "));
    }

    /**
     * Reads a file with lines {@code name token} or {@code name sha256:HEX}, followed by {@code admin} where it is an
     * administrator's; blank lines and such that begin with # are left out.
     *
     * @throws ServeException if it is something else; the message never has a token
     */
    static Tokens read(Path file) {
        List<Token> tokens = new ArrayList<>();
        int number = 0;
        for (String line : SettingsFile.text(file, "lines 'name token'").split("\\R", -1)) {
            number++;
            String[] words = line.strip().split("[ \\t]+");
            if (!words[0].isEmpty() && !words[0].startsWith("#")) {
                tokens.add(token(words, tokens, file + ", line " + number + ": "));
            }
        }
        if (tokens.isEmpty()) {
            throw new ServeException(file + ": there is no token in it; write a line 'name token' for each");
        }
        return new Tokens(tokens);
    }

    private static Token token(String[] words, List<Token> before, String place) {
        boolean admin = words.length == 3 && words[2].equals(ADMIN);
        if (words.length < 2 || words.length > 2 && !admin) {
            throw new ServeException(
                    place + "expected 'name token' or 'name token admin', found " + words.length + " words");
        }
        if (!NAME.matcher(words[0]).matches()) {
            throw new ServeException(place + "expected a name of 1 to 64 letters, digits and . _ @ -");
        }
        if (words[0].equals(AccessLog.NOBODY)) {
            throw new ServeException(place + "the name - is that of requests without a token; choose another");
        }
        Token token = new Token(new Caller(words[0], admin), hash(words[1], place));
        for (Token other : before) {
            if (other.caller().name().equals(words[0])) {
                throw new ServeException(place + "the name " + words[0] + " is there twice");
            }
            if (MessageDigest.isEqual(other.digest(), token.digest())) {
                throw new ServeException(
                        place + "the token is that of " + other.caller().name() + "; give each its own");
            }
        }
        return token;
    }

    private static byte[] hash(String word, String place) {
        if (word.startsWith("sha256:")) {
            if (!HASHED.matcher(word).matches()) {
                throw new ServeException(place + "expected 64 hexadecimal digits after sha256:");
            }
            return HexFormat.of().parseHex(word.substring(word.indexOf(':') + 1));
        }
        if (word.length() < SHORTEST || !word.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ServeException(place + "expected a token of " + SHORTEST + " or more letters, digits and signs");
        }
        return digest(word);
    }

    /** Whose token it is. How long that takes tells nothing about the tokens. */
    Optional<Caller> find(String token) {
        byte[] digest = digest(token);
        Optional<Caller> found = Optional.empty();
        for (Token one : tokens) {
            if (MessageDigest.isEqual(one.digest(), digest)) {
                found = Optional.of(one.caller());
            }
        }
        return found;
    }

    /** Whether one is an administrator's. */
    boolean anyAdmin() {
        return tokens.stream().anyMatch(token -> token.caller().admin());
    }

    /** Whether others let in the same callers with the same tokens. */
    boolean sameAs(Tokens others) {
        return byDigest().equals(others.byDigest());
    }

    private Map<String, Caller> byDigest() {
        return tokens.stream()
                .collect(Collectors.toMap(token -> HexFormat.of().formatHex(token.digest()), Token::caller));
    }

    /** How many there are. */
    int size() {
        return tokens.size();
    }

    private static byte[] digest(String token) {
        return Fingerprint.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
