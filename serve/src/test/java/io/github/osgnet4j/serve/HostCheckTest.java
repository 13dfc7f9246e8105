package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]", "workstation", "Workstation"})
    void namesOfThisMachineAndTheOneItWasGivenPass(String host) {
        assertDoesNotThrow(() -> new HostCheck(false, "workstation").require(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.1", ""})
    void otherNamesDoNotUnlessThereIsAToken(String host) {
        ProblemException e =
                assertThrows(ProblemException.class, () -> new HostCheck(false, "workstation").require(host));
        assertEquals(ProblemType.MISDIRECTED, e.type());
        assertDoesNotThrow(() -> new HostCheck(true, "workstation").require(host));
    }
}
