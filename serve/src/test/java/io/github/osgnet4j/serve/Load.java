package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.Grounder;
import java.util.function.IntFunction;

/** Work that a server gets over HTTP and a grounder directly, the same for both. */
interface Load extends AutoCloseable {

    OsgnetServerBuilder server();

    /** Clients that cause the work of {@link #callers}. */
    IntFunction<LoadClient> clients(Running server);

    /** Clients of one video, which is encoded already. */
    IntFunction<LoadClient> clientsOfOneVideo(Running server);

    /** Threads of a program that embeds the network; each run answers one query. */
    IntFunction<Runnable> callers(Grounder grounder);

    @Override
    void close();
}
