package io.github.osgnet4j.data.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateDictOrderTest {

    @Test
    void theParametersOfEveryGoldenConfigComeInTheOrderOfItsCheckpoint() throws IOException {
        Path root = Path.of(System.getProperty("osgnet.root")).resolve(System.getProperty("osgnet.golden"));
        int compared = 0;
        try (Stream<Path> files = Files.find(root, 2, (f, a) -> f.toString().endsWith(".pth.tar"))) {
            for (Path file : files.toList()) {
                OsgnetConfig config = OsgnetConfig.load(file.resolveSibling("config.yaml"), Optional.empty());
                List<String> names = Parameters.of(config.network()).stream()
                        .map(Parameter::name)
                        .toList();
                List<String> official =
                        List.copyOf(Checkpoint.read(file).weights().keySet());
                assertEquals(official, StateDictOrder.of(names), file.toString());
                compared++;
            }
        }
        assertTrue(compared > 0);
    }

    @Test
    void namesOfOtherNetworksKeepTheirPlaces() {
        List<String> names = List.of("b.weight", "a.2", "a.1", "c", "a.head.x", "b.bias");
        assertEquals(List.of("b.weight", "b.bias", "a.2", "a.1", "a.head.x", "c"), StateDictOrder.of(names));
    }
}
