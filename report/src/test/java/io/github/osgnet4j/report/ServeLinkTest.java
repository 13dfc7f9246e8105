package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeLinkTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, http://localhost:8080/",
        "https://example.org/osgnet/, https://example.org/osgnet/",
        ".., ../",
        "., ./",
        "/, /",
        "/osgnet, /osgnet/",
        "../osgnet/, ../osgnet/",
    })
    void aServerHasAnAddressOrAPathToIt(String given, String url) {
        assertEquals(url, new ServeLink(given).url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:8080",
                "osgnet/",
                "//example.org/",
                "/\\example.org/",
                ".//example.org/",
                "javascript:alert(1)",
                "data:text/html,x",
                "http:///",
                "../#clip=x",
                "../?x=y",
                "/a b/",
            })
    void nothingElseIsOne(String given) {
        String message =
                assertThrows(ReportException.class, () -> new ServeLink(given)).getMessage();
        assertTrue(message.startsWith("'" + given + "' is not an address"), message);
    }
}
