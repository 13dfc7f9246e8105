package io.github.osgnet4j.tests;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import java.nio.file.Path;
import java.util.List;

/** The ids of an annotation file's queries. */
final class Queries {

    private Queries() {}

    static List<String> of(Path annotations) {
        return Annotations.read(annotations).stream()
                .map(AnnotatedQuery::queryId)
                .toList();
    }
}
