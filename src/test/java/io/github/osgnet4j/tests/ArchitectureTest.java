package io.github.osgnet4j.tests;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the modules, and no others. */
class ArchitectureTest {

    private static final String ROOT = "io.github.osgnet4j.";

    /** Module to the modules it may use. */
    static final Map<String, List<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("network", List.of()),
            Map.entry("postprocess", List.of()),
            Map.entry("natives", List.of()),
            Map.entry("scan", List.of("natives")),
            Map.entry("data", List.of("network", "postprocess")),
            Map.entry("runtime", List.of("postprocess", "natives")),
            Map.entry("encoders", List.of("runtime", "natives")),
            Map.entry("batch", List.of("runtime", "data", "postprocess")),
            Map.entry("export", List.of("network", "runtime", "postprocess")),
            Map.entry("train", List.of("network", "data", "postprocess", "natives")),
            Map.entry("report", List.of("data", "postprocess")),
            Map.entry("spark", List.of("batch", "runtime", "data", "postprocess")),
            Map.entry("spring", List.of("runtime", "encoders", "postprocess")),
            Map.entry("serve", List.of("batch", "encoders", "runtime", "data", "postprocess"))));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    static List<String> modules() {
        return ARROWS.keySet().stream()
                .filter(module -> !CLASSES.that(in(module)).isEmpty())
                .toList();
    }

    private static DescribedPredicate<JavaClass> in(String module) {
        return JavaClass.Predicates.resideInAPackage(ROOT + module + "..");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyTheModulesItsArrowsPointTo(String module) {
        List<String> allowed = ARROWS.get(module);
        DescribedPredicate<JavaClass> foreign = DescribedPredicate.describe(
                "classes of modules other than " + module + " and " + allowed,
                c -> c.getPackageName().startsWith(ROOT)
                        && !in(module).test(c)
                        && allowed.stream().noneMatch(other -> in(other).test(c)));
        ArchRule rule = ArchRuleDefinition.noClasses().that(in(module)).should().dependOnClassesThat(foreign);
        rule.check(CLASSES);
    }

    @Test
    void theCoreModulesAreAllThere() {
        for (String module : List.of(
                "network", "postprocess", "data", "runtime", "encoders", "batch", "export", "spark", "spring", "cli")) {
            assertFalse(CLASSES.that(in(module)).isEmpty(), "no classes of module " + module + " were imported");
        }
    }

    @Test
    void networkAndPostprocessRunOnTheJdkAlone() {
        ArchRuleDefinition.classes()
                .that(in("network").or(in("postprocess")))
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                        "java..",
                        ROOT + "network..",
                        ROOT + "postprocess..",
                        "org.jspecify.annotations..",
                        "org.apiguardian.api.."))
                .check(CLASSES);
    }

    @Test
    void theRuntimeStaysEmbeddable() {
        ArchRuleDefinition.classes()
                .that(in("runtime").and(DescribedPredicate.not(in("runtime.micrometer"))))
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                        "java..",
                        "jdk.jfr..",
                        ROOT + "runtime..",
                        ROOT + "postprocess..",
                        ROOT + "natives..",
                        "ai.onnxruntime..",
                        "com.fasterxml.jackson..",
                        "org.jspecify.annotations..",
                        "org.apiguardian.api..",
                        "org.slf4j.."))
                .check(CLASSES);
    }

    /** Digits and letters of the reader's locale would be in file names, JSON and messages. */
    @Test
    void noFormatAndNoCaseDependsOnTheLocaleOfTheMachine() {
        DescribedPredicate<AccessTarget> local = DescribedPredicate.describe(
                "something that asks for the default locale where it takes none", LocaleOfTheMachine::decides);
        ArchRuleDefinition.noClasses()
                .should()
                .accessTargetWhere(JavaAccess.Predicates.target(local))
                .check(CLASSES);
    }

    @Test
    void theRuleAboutLocalesFindsWhatItForbids() {
        JavaClasses offender = new ClassFileImporter().importClasses(LocaleOfTheMachine.Offender.class);
        Set<String> found = offender.get(LocaleOfTheMachine.Offender.class).getAccessesFromSelf().stream()
                .map(JavaAccess::getTarget)
                .filter(LocaleOfTheMachine::decides)
                .map(AccessTarget::getName)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "format",
                        "formatted",
                        "printf",
                        "toLowerCase",
                        "toUpperCase",
                        "getInstance",
                        "ofPattern",
                        "getDefault",
                        "<init>"),
                found);
    }

    /** Drawing text needs fonts, which small machines have not. The demo, which is not shipped, paints its videos without any. */
    @Test
    void nothingDraws() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("io.github.osgnet4j.demo..")
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage("java.awt..", "javax.imageio..", "javax.swing.."))
                .check(CLASSES);
    }

    /** Its first caller decides where its libraries are unpacked. */
    @Test
    void onnxRuntimeIsStartedInOnePlace() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveSimpleName("OnnxRuntimeEnvironment")
                .should()
                .accessTargetWhere(JavaAccess.Predicates.target(DescribedPredicate.describe(
                        "OrtEnvironment.getEnvironment",
                        target -> target.getOwner().getName().equals("ai.onnxruntime.OrtEnvironment")
                                && target.getName().equals("getEnvironment"))))
                .check(CLASSES);
    }

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packagesOfTheRuntimeDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES.that(in("runtime")));
    }

    /** What the published API says of itself: what may be null, and what is experimental. */
    @Nested
    class PublishedApi {

        /** The command, the demo and the samples are programs. */
        private static boolean published(JavaClass type) {
            return !type.getPackageName().matches("io\\.github\\.osgnet4j\\.(cli|demo|tests)(\\..*)?");
        }

        @Test
        void everyPublishedPackageSaysWhatMayBeNull() {
            Set<String> packages = CLASSES.stream()
                    .filter(PublishedApi::published)
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
}
