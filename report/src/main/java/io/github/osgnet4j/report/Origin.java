package io.github.osgnet4j.report;

/**
 * A file that figures come from.
 *
 * @param role what it is, such as "predictions"
 * @param file its name without folders
 * @param sha256 of its contents, hexadecimal
 */
public record Origin(String role, String file, String sha256) {}
