package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundleFitTest {

    private static final Manifest MANIFEST = Manifest.read(Learn.BUNDLE.resolve(Manifest.FILE));

    @Test
    void aBundleFitsTheConfigItWasExportedWith() {
        BundleFit fit = new BundleFit(MANIFEST, Learn.CONFIG);
        assertEquals(List.of(), fit.differences());
        fit.require(Learn.BUNDLE);
    }

    @Test
    void aConfigOfOtherDataIsRefusedWithTheFirstDifference() {
        Path other = Learn.FOLDER.resolveSibling("goal").resolve("config.yaml");
        BundleFit fit = new BundleFit(MANIFEST, OsgnetConfig.load(other, Optional.empty()));
        BatchException e = assertThrows(BatchException.class, () -> fit.require(Learn.BUNDLE));
        assertEquals(
                "Bundle " + Learn.BUNDLE + " and config " + other + " do not go together: "
                        + fit.differences().get(0) + "; " + BundleFit.REMEDY,
                e.getMessage());
    }
}
