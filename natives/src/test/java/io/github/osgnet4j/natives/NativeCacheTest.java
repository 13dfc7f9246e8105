package io.github.osgnet4j.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where native libraries lie, and who may have put them there. */
class NativeCacheTest {

    private static final byte[] FIRST = bytes(1, 100_000);
    private static final byte[] SECOND = bytes(2, 3_000);
    private static final int STRANGER = 12345;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private PrivateFolder.User user;

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void homeAndTemporaryFolder() throws IOException {
        assumeTrue(PrivateFolder.User.current().isPresent(), "no user ids here");
        user = PrivateFolder.User.current().get();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        properties.put(
                "user.home", Files.createDirectory(folder.resolve("home")).toString());
        properties.put(
                "java.io.tmpdir", Files.createDirectory(folder.resolve("tmp")).toString());
    }

    private JarLibraries libraries() throws IOException {
        Path jar = folder.resolve("libraries.jar");
        if (!Files.exists(jar)) {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                add(zip, "native/linux-x64/libfirst.so", FIRST);
                add(zip, "native/linux-x64/libsecond.so", SECOND);
                add(zip, "native/linux-x64/more/of.yml", FIRST);
                add(zip, "native/linux-aarch64/libfirst.so", SECOND);
            }
        }
        URL library = URI.create("jar:" + jar.toUri() + "!/native/linux-x64/libfirst.so")
                .toURL();
        return JarLibraries.beside(library).orElseThrow();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private Path unpack() throws IOException {
        return libraries().unpackedIn(NativeCache.of(environment, properties::get, user), "test-1.0");
    }

    private String refusal() {
        return assertThrows(NativeCacheException.class, this::unpack).getMessage();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void theLibrariesOfASystemLieInAFolderOfTheUsersOwn() throws IOException {
        Path place = unpack();
        assertTrue(place.startsWith(folder.resolve("home/.cache/osgnet/natives")), place.toString());
        assertEquals(Set.of("libfirst.so", "libsecond.so"), names(place));
        assertArrayEquals(FIRST, Files.readAllBytes(place.resolve("libfirst.so")));
        for (Path each = place; !each.equals(folder.resolve("home")); each = each.getParent()) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
        }
    }

    @Test
    void whatIsThereIsTakenAsItIs() throws IOException {
        Path library = unpack().resolve("libfirst.so");
        FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(library, before);
        unpack();
        assertEquals(before, Files.getLastModifiedTime(library));
    }

    @Test
    void aDamagedLibraryIsReplaced() throws IOException {
        Path library = unpack().resolve("libfirst.so");
        byte[] damaged = FIRST.clone();
        damaged[50_000] ^= 1;
        Files.write(library, damaged);
        unpack();
        assertArrayEquals(FIRST, Files.readAllBytes(library));
    }

    @Test
    void processesMayUnpackAtTheSameTime() throws Exception {
        libraries();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Path>> places = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            places.add(pool.submit(this::unpack));
        }
        for (Future<Path> place : places) {
            assertArrayEquals(SECOND, Files.readAllBytes(place.get().resolve("libsecond.so")));
        }
        pool.shutdown();
        assertEquals(Set.of("libfirst.so", "libsecond.so"), names(places.get(0).get()));
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws IOException {
        Path place = unpack();
        Files.delete(place.resolve("libsecond.so"));
        Path left = Files.createFile(place.resolve("unpacking1.tmp"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(100_000)));
        Files.createFile(place.resolve("unpacking2.tmp"));
        unpack();
        assertEquals(Set.of("libfirst.so", "libsecond.so", "unpacking2.tmp"), names(place));
    }

    @Test
    void theTemporaryFolderServesWhereTheHomeDoesNot() throws IOException {
        Files.createFile(folder.resolve("home/.cache"));
        assertTrue(unpack().startsWith(folder.resolve("tmp/osgnet-" + user.id())));
        properties.put("user.home", "?");
        assertTrue(unpack().startsWith(folder.resolve("tmp/osgnet-" + user.id())));
    }

    @Test
    void theFolderAskedForIsTakenAndNoOther() throws IOException {
        environment.put("OSGNET_CACHE", folder.resolve("asked").toString());
        assertTrue(unpack().startsWith(folder.resolve("asked/natives")));
        properties.put("osgnet.cache", Files.createFile(folder.resolve("file")).toString());
        String refusal = refusal();
        assertTrue(refusal.contains(folder.resolve("file") + " cannot be used"), refusal);
        assertTrue(refusal.contains("OSGNET_CACHE=DIR"), refusal);
        assertEquals(1, refusal.lines().count());
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() throws IOException {
        properties.put("user.home", "?");
        Path theirs = Files.createDirectory(folder.resolve("tmp/osgnet-" + user.id()));
        if (user.id() == 0) {
            Files.setAttribute(theirs, "unix:uid", STRANGER);
        } else {
            user = new PrivateFolder.User(user.id() + 1);
            Files.move(theirs, folder.resolve("tmp/osgnet-" + user.id()));
        }
        String refusal = refusal();
        assertTrue(refusal.contains("belongs to user "), refusal);
    }

    @Test
    void aFolderThatOthersCanWriteToIsRefused() throws IOException {
        properties.put("user.home", "?");
        Path open = unpack();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
        assertTrue(refusal().contains(open + " is writable by others"), refusal());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
        Path above = folder.resolve("tmp");
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(refusal().contains(above + " is writable by everybody"), refusal());
    }

    @Test
    void aLinkToAFolderIsRefused() throws IOException {
        properties.put("user.home", "?");
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("tmp/osgnet-" + user.id()), real);
        assertTrue(refusal().contains("is not a folder, but a link or a file"), refusal());
        assertEquals(Set.of(), names(real));
    }

    @Test
    void everyPlaceThatWasTriedIsNamed() throws IOException {
        Files.createFile(folder.resolve("home/.cache"));
        properties.put("java.io.tmpdir", folder.resolve("libraries.jar").toString());
        String refusal = refusal();
        assertTrue(refusal.contains(folder.resolve("home/.cache/osgnet") + " cannot be used"), refusal);
        assertTrue(refusal.contains(folder.resolve("libraries.jar") + "/osgnet-" + user.id() + " cannot be"), refusal);
    }

    @Test
    void aFolderForOtherThingsIsTheUsersAloneAndElsewhereIfItCannotBe() throws IOException {
        NativeCache cache = NativeCache.of(environment, properties::get, user);
        Path usual = folder.resolve("home/.cache/osgnet/features");
        assertEquals(usual, cache.folder("features"));
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(usual));

        Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(folder.resolve("tmp/osgnet-" + user.id() + "/features"), cache.folder("features"));

        environment.put("OSGNET_CACHE", Files.createFile(folder.resolve("file")).toString());
        NativeCache asked = NativeCache.of(environment, properties::get, user);
        assertTrue(assertThrows(NativeCacheException.class, () -> asked.folder("features"))
                .getMessage()
                .contains("OSGNET_CACHE=DIR"));
    }
}
