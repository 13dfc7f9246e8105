package io.github.osgnet4j.runtime.service;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What a {@link GroundingService} tells the flight recorder; names start with {@code io.github.osgnet4j}. */
final class FlightEvents {

    private FlightEvents() {}

    /** A request from its call to its end. */
    @Name("io.github.osgnet4j.Request")
    @Label("Grounding Request")
    @Category("OSGNet")
    @StackTrace(false)
    static final class Request extends Event {
        @Label("Video")
        String video;

        @Label("Queries")
        int queries;

        @Label("Outcome")
        String outcome;

        @Label("Encoding")
        @Description("Where the encoded video came from")
        String encoding;

        @Label("Queued")
        @Timespan(Timespan.NANOSECONDS)
        long queued;

        @Label("Encode")
        @Timespan(Timespan.NANOSECONDS)
        long encode;

        @Label("Run")
        @Timespan(Timespan.NANOSECONDS)
        long run;

        @Label("Rank")
        @Timespan(Timespan.NANOSECONDS)
        long rank;

        void end(RequestReport report) {
            end();
            if (shouldCommit()) {
                video = report.video();
                queries = report.queries();
                outcome = report.outcome().name();
                encoding = report.encoding().name();
                queued = report.queued().toNanos();
                encode = report.encode().toNanos();
                run = report.run().toNanos();
                rank = report.rank().toNanos();
                commit();
            }
        }
    }

    /** A video being loaded and encoded on a worker. */
    @Name("io.github.osgnet4j.Encode")
    @Label("Video Encoding")
    @Category("OSGNet")
    @StackTrace(false)
    static final class Encode extends Event {
        @Label("Video")
        String video;

        @Label("Steps")
        int steps;
    }

    /** Queries run at once on a worker. */
    @Name("io.github.osgnet4j.Run")
    @Label("Query Run")
    @Category("OSGNet")
    @StackTrace(false)
    static final class Run extends Event {
        @Label("Video")
        String video;

        @Label("Queries")
        int queries;
    }

    /** A bundle being opened, verified and put in place of another, up to the closing of that. */
    @Name("io.github.osgnet4j.Swap")
    @Label("Bundle Swap")
    @Category("OSGNet")
    @StackTrace(false)
    static final class Swap extends Event {
        @Label("From")
        String from;

        @Label("To")
        String to;
    }
}
