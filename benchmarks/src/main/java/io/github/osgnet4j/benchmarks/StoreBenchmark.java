package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.Npz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All values of a feature store in random order out of the page cache: by our reader, which reads the file, and by LMDB's library, which maps
 * it; as bytes and as features.
 */
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "--add-opens",
            "java.base/java.nio=ALL-UNNAMED",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED"
        })
public class StoreBenchmark extends TimedBenchmark {

    private static final int CHANNELS = 256;

    /** 10,000 values of some 4 KB, such as queries, or 300 of 0.2 to 4 MB, such as videos. */
    @Param({"queries", "videos"})
    String values;

    private final List<String> keys = new ArrayList<>();
    private TemporaryFolder temporary;
    private LmdbStore store;
    private Env<byte[]> env;
    private Dbi<byte[]> dbi;

    /** Writes the store by LMDB's library. */
    @Setup
    public void write() throws IOException {
        temporary = TemporaryFolder.create("store-benchmark");
        Path folder = temporary.path();
        Random random = new Random(1);
        int[] steps = values.equals("queries") ? new int[] {4, 16} : new int[] {400, 8000};
        List<byte[]> features = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            features.add(NpzBenchmark.halves(random, steps[0] + (steps[1] - steps[0]) * i / 7, CHANNELS));
        }
        try (Env<byte[]> writer =
                Env.create(ByteArrayProxy.PROXY_BA).setMapSize(4L << 30).open(folder.toFile(), EnvFlags.MDB_NOSYNC)) {
            Dbi<byte[]> main = writer.openDbi((byte[]) null);
            try (Txn<byte[]> txn = writer.txnWrite()) {
                for (int i = 0; i < (values.equals("queries") ? 10_000 : 300); i++) {
                    keys.add("276229bc-cb93-6d5a-" + Integer.toHexString(random.nextInt()) + "-" + i);
                    main.put(txn, bytes(keys.get(i)), features.get(i % features.size()));
                }
                txn.commit();
            }
        }
        Collections.shuffle(keys, random);
        store = LmdbStore.open(folder);
        env = Env.create(ByteArrayProxy.PROXY_BA)
                .setMapSize(Files.size(folder.resolve("data.mdb")))
                .open(folder.toFile(), EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NOLOCK, EnvFlags.MDB_NORDAHEAD);
        dbi = env.openDbi((byte[]) null);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** Closes and deletes it. */
    @TearDown
    public void delete() throws IOException {
        store.close();
        env.close();
        temporary.close();
    }

    private byte[] mapped(String key) {
        try (Txn<byte[]> txn = env.txnRead()) {
            return dbi.get(txn, bytes(key));
        }
    }

    private byte[] read(String key) {
        return store.get(key).orElseThrow();
    }

    private long all(Function<String, byte[]> reader) {
        return keys.stream().mapToLong(key -> reader.apply(key).length).sum();
    }

    private long allFeatures(Function<String, byte[]> reader) {
        return keys.stream()
                .mapToLong(key -> Npz.read(reader.apply(key)).get("features").values().length)
                .sum();
    }

    /** By our reader. */
    @Benchmark
    public long channel() {
        return all(this::read);
    }

    /** By LMDB's library. */
    @Benchmark
    public long map() {
        return all(this::mapped);
    }

    /** By our reader, decoded. */
    @Benchmark
    public long channelDecoded() {
        return allFeatures(this::read);
    }

    /** By LMDB's library, decoded. */
    @Benchmark
    public long mapDecoded() {
        return allFeatures(this::mapped);
    }
}
