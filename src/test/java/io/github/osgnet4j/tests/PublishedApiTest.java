package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the published API says of itself: what may be null, and what is experimental. */
class PublishedApiTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.osgnet4j");

    /** The command, the demo and the samples are programs. */
    private static boolean published(JavaClass type) {
        return !type.getPackageName().matches("io\\.github\\.osgnet4j\\.(cli|demo|tests)(\\..*)?");
    }

    @Test
    void everyPublishedPackageSaysWhatMayBeNull() {
        Set<String> packages = CLASSES.stream()
                .filter(PublishedApiTest::published)
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> marked = CLASSES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(packages.isEmpty());
        assertEquals(packages, marked);
    }

    /** The check against the last release leaves out whatever has the annotation. */
    @Test
    void whatIsMarkedAtAllIsExperimental() {
        Stream<JavaMember> members = CLASSES.stream().flatMap(type -> type.getMembers().stream());
        List<HasAnnotations<?>> marked = Stream.<HasAnnotations<?>>concat(CLASSES.stream(), members)
                .filter(any -> any.isAnnotatedWith(API.class))
                .toList();
        assertFalse(marked.isEmpty());
        assertEquals(
                List.of(),
                marked.stream()
                        .filter(any -> any.getAnnotationOfType(API.class).status() != API.Status.EXPERIMENTAL)
                        .toList());
    }
}
