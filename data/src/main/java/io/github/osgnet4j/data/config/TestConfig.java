package io.github.osgnet4j.data.config;

/**
 * The {@code test_cfg} section. The official MultiTaskArch ranks without it: sigma and voting threshold are constants, see
 * {@link OsgnetConfig#ranking}, the rest stands in {@link NlqSettings} too. Only the trainer reads {@code validationsPerEpoch} and
 * {@code firstValidatedEpoch}.
 *
 * @param preNmsThreshold scores above it enter NMS
 * @param preNmsTopK at most so many enter per level
 * @param iouThreshold of hard NMS
 * @param minScore soft-NMS drops what falls below
 * @param maxWindows windows a query
 * @param nmsMethod soft, hard or none
 * @param sigma of soft-NMS
 * @param durationThreshold segments longer than it enter, in feature steps
 * @param multiclass whether classes are suppressed apart
 * @param votingThreshold IoU from which segments vote
 * @param validationsPerEpoch how many validations an epoch has, the last at its end ({@code test_num})
 * @param firstValidatedEpoch from which epoch on there are validations within epochs ({@code test_start_epoch})
 */
public record TestConfig(
        double preNmsThreshold,
        int preNmsTopK,
        double iouThreshold,
        double minScore,
        int maxWindows,
        String nmsMethod,
        double sigma,
        double durationThreshold,
        boolean multiclass,
        double votingThreshold,
        int validationsPerEpoch,
        int firstValidatedEpoch) {}
