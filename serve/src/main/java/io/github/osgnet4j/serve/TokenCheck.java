package io.github.osgnet4j.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a request carries the server's token. How long the answer takes tells nothing about the token. */
final class TokenCheck {

    private static final String SCHEME = "Bearer ";

    private final Optional<byte[]> digest;

    TokenCheck(Optional<String> token) {
        digest = token.map(TokenCheck::digest);
    }

    /**
     * Lets a request pass.
     *
     * @param authorization the header; may be null
     * @throws ProblemException if the server has a token and this is not it
     */
    void require(@Nullable String authorization) {
        if (digest.isEmpty()) {
            return;
        }
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String found = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        if (!MessageDigest.isEqual(digest.get(), digest(found))) {
            throw new ProblemException(
                    ProblemType.UNAUTHORIZED,
                    bearer ? "The token is wrong" : "The server has a token; send it as 'Authorization: Bearer TOKEN'");
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
