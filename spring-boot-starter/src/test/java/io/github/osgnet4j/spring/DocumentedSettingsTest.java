package io.github.osgnet4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.osgnet4j.runtime.service.GroundingService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.ConfigurableApplicationContext;

/** The settings that {@code docs/embedding.md} shows, but for the folder of the bundle. */
class DocumentedSettingsTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final Pattern SETTINGS = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theReadinessOfTheApplicationIsThatOfTheService(@TempDir Path folder) throws IOException {
        String settings = SETTINGS.matcher(Files.readString(ROOT.resolve("docs/embedding.md")))
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow();
        Files.writeString(folder.resolve("application.yaml"), settings);
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(StarterTest.Application.class)
                .run(
                        "--spring.config.location=" + folder.toUri(),
                        "--osgnet.model=" + ROOT.resolve("models/demo"),
                        "--server.port=0")) {
            GroundingService service = application.getBean(GroundingService.class);
            assertThat(service.status().cacheCapacity()).isEqualTo(512L << 20);
            String readiness = "http://localhost:"
                    + application.getEnvironment().getProperty("local.server.port") + "/actuator/health/readiness";
            TestRestTemplate http = new TestRestTemplate();
            assertThat(http.getForEntity(readiness, String.class)
                            .getStatusCode()
                            .value())
                    .isEqualTo(200);
            service.close();
            assertThat(http.getForEntity(readiness, String.class)
                            .getStatusCode()
                            .value())
                    .isEqualTo(503);
        }
    }
}
