package io.github.osgnet4j.serve;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a request carries one of the server's tokens. */
final class TokenCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TokenCheck.class);
    private static final String SCHEME = "Bearer ";

    private final Optional<TokenFile> file;
    private volatile Optional<Tokens> tokens;

    private TokenCheck(Optional<TokenFile> file, Optional<Tokens> tokens) {
        this.file = file;
        this.tokens = tokens;
    }

    /**
     * A check against one token for all, or those of a file, or none.
     *
     * @throws ServeException if the file is none of tokens
     */
    static TokenCheck of(Optional<String> token, Optional<TokenFile> file) {
        return new TokenCheck(file, file.map(TokenFile::read).or(() -> token.map(Tokens::of)));
    }

    /** Whether the server has tokens. */
    boolean present() {
        return tokens.isPresent();
    }

    /** Whether a token is an administrator's. */
    boolean anyAdmin() {
        return tokens.map(Tokens::anyAdmin).orElse(false);
    }

    /**
     * Reads the file again, if there is one; those before stay if it cannot be used.
     *
     * @throws ServeException if it cannot be used
     */
    void reload() {
        file.ifPresent(from -> {
            Tokens read = from.read();
            Optional<Tokens> before = tokens;
            tokens = Optional.of(read);
            if (before.filter(read::sameAs).isPresent()) {
                LOG.info("{}: the tokens are the same as before", from.path());
            } else {
                LOG.info("{}: tokens valid from now on: {}", from.path(), read.size());
            }
        });
    }

    /**
     * Lets a request pass.
     *
     * @param authorization the header; may be null
     * @return whose token it is; empty where the server has none
     * @throws ProblemException if the server has tokens and this is none of them
     */
    Optional<Tokens.Caller> require(@Nullable String authorization) {
        Optional<Tokens> valid = tokens;
        if (valid.isEmpty()) {
            return Optional.empty();
        }
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String found = bearer ? authorization.substring(SCHEME.length()).strip() : "";
        Optional<Tokens.Caller> caller = valid.get().find(found);
        if (caller.isEmpty()) {
            throw new ProblemException(
                    ProblemType.UNAUTHORIZED,
                    bearer ? "The token is wrong" : "The server has a token; send it as 'Authorization: Bearer TOKEN'");
        }
        return caller;
    }
}
