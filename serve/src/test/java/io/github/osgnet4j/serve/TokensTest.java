package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.osgnet4j.serve.Tokens.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Files of tokens. */
class TokensTest {

    private static final String SECRET = "0123456789abcdef";

    /** SHA-256 of "fedcba9876543210", as sha256sum gives it. */
    private static final String HASH = "3465f6e6975baa864ca957f0914ecda9bf7eb601ac31ac20a5dc3d329279a843";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tokens"), text);
    }

    @Test
    void aLineNamesATokenOrItsHash() throws IOException {
        Tokens tokens = Tokens.read(file(
                "# who may ask\r\n\n  alice\t" + SECRET + "\nbob sha256:" + "FFE5C7B3B3B1E4B3".repeat(4) + " admin\n"));
        assertEquals(2, tokens.size());
        assertEquals(Optional.of(new Caller("alice", false)), tokens.find(SECRET));
        assertEquals(Optional.empty(), tokens.find(SECRET + " "));
        assertEquals(Optional.empty(), tokens.find(""));
        assertTrue(tokens.anyAdmin());
    }

    @Test
    void aHashLetsItsTokenIn() throws IOException {
        Tokens tokens = Tokens.read(file("bob sha256:" + HASH + " admin"));
        assertEquals(Optional.of(new Caller("bob", true)), tokens.find("fedcba9876543210"));
        assertEquals(Optional.empty(), tokens.find("sha256:" + HASH));
        assertEquals(Optional.empty(), tokens.find(HASH));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                              | no token",
                "# nothing                                       | no token",
                "alice                                           | line 1: expected 'name token'",
                "alice 0123456789abcdef root                     | line 1: expected 'name token'",
                "alice 0123456789abcdef admin admin              | line 1: expected 'name token'",
                "al/ice 0123456789abcdef                         | line 1: expected a name",
                "- 0123456789abcdef                              | line 1: the name - is",
                "alice short                                     | line 1: expected a token of 16",
                "alice 0123456789abcd\u00e9f                     | line 1: expected a token of 16",
                "alice sha256:0123                               | line 1: expected 64 hexadecimal digits",
                "alice 0123456789abcdef;alice 0123456789abcdeg   | line 2: the name alice is there twice",
                "alice 0123456789abcdef;bob 0123456789abcdef     | line 2: the token is that of alice",
            })
    void whatIsNoneIsNamedWithoutItsToken(String lines, String reason) throws IOException {
        Path file = file(lines.replace(';', '\n'));
        ServeException e = assertThrows(ServeException.class, () -> Tokens.read(file));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertFalse(e.getMessage().contains("0123456789"), e.getMessage());
    }

    @Test
    void aFileMayHaveOneTokenForAll() throws IOException {
        Path file = file(SECRET + "\n");
        TokenCheck check = TokenCheck.of(Optional.empty(), Optional.of(new TokenFile(file, true)));
        assertEquals("token", check.require("Bearer " + SECRET).orElseThrow().name());
        file("sha256:" + HASH);
        check.reload();
        assertTrue(check.require("Bearer fedcba9876543210").isPresent());
        assertThrows(ProblemException.class, () -> check.require("Bearer " + SECRET));
        String longest = "a".repeat(5000);
        file(longest);
        check.reload();
        assertTrue(check.require("Bearer " + longest).isPresent(), "nothing is cut off");
        for (String none :
                List.of("", "short", "alice " + SECRET, SECRET + "\n" + SECRET, "sha256:12", "\u00e9" + SECRET)) {
            file(none);
            ServeException e = assertThrows(ServeException.class, check::reload);
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            assertFalse(e.getMessage().contains(SECRET), e.getMessage());
        }
        assertTrue(check.require("Bearer " + longest).isPresent(), "the token before stays");
    }

    @Test
    void filesThatCannotBeTokensAreRefused() throws IOException {
        assertThrows(ServeException.class, () -> Tokens.read(folder));
        assertThrows(ServeException.class, () -> Tokens.read(folder.resolve("nowhere")));
        Path large = file("a".repeat((1 << 20) + 1));
        assertTrue(assertThrows(ServeException.class, () -> Tokens.read(large))
                .getMessage()
                .contains("more than 1048576 bytes"));
    }

    @Test
    void aFileThatBecameBadLeavesTheTokensBefore() throws IOException {
        Path file = file("alice " + SECRET);
        TokenCheck check = TokenCheck.of(Optional.empty(), Optional.of(new TokenFile(file, false)));
        file("alice");
        assertThrows(ServeException.class, check::reload);
        assertEquals("alice", check.require("Bearer " + SECRET).orElseThrow().name());
        file("carol " + SECRET);
        check.reload();
        assertEquals("carol", check.require("bearer " + SECRET).orElseThrow().name());
    }

    @Test
    void theLogSaysWhetherTheTokensAreOthersThanBefore() throws IOException {
        Path file = file("alice " + SECRET + "\nbob sha256:" + HASH);
        TokenCheck check = TokenCheck.of(Optional.empty(), Optional.of(new TokenFile(file, false)));
        Logger log = (Logger) LoggerFactory.getLogger(TokenCheck.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.INFO);
        try {
            for (String text : List.of(
                    "bob fedcba9876543210\nalice " + SECRET,
                    "bob fedcba9876543210 admin\nalice " + SECRET,
                    "bob fedcba9876543210 admin")) {
                file(text);
                check.reload();
            }
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }
        assertEquals(
                List.of(
                        file + ": the tokens are the same as before",
                        file + ": tokens valid from now on: 2",
                        file + ": tokens valid from now on: 1"),
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }
}
