package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.serve.Route.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Endpoints for administrators: list the bundles in use, and replace them while requests run. */
final class AdminEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoints.class);
    private static final int LONGEST_NAME = 500;

    private final Supplier<Backend> backend;
    private final Optional<BundleRoot> root;
    private final Semaphore swap = new Semaphore(1);

    AdminEndpoints(Supplier<Backend> backend, Optional<BundleRoot> root) {
        this.backend = backend;
        this.root = root;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/admin/models", Access.ADMIN, this::models),
                new Route("POST", "/api/admin/models/{model}/swap", Access.ADMIN, this::swap));
    }

    /** The bundle that answers for a model: the name of its folder, and the SHA-256 of its manifest. */
    record ServedView(String model, String bundle, String sha256) {

        static ServedView of(Model model) {
            Bundle bundle = model.service().openedBundle();
            return new ServedView(model.name(), String.valueOf(bundle.folder().getFileName()), bundle.sha256());
        }
    }

    /** The bundles in use, and those that could replace them. */
    record AdminView(List<ServedView> models, List<String> bundles) {}

    private Reply models(Call call) {
        call.allowQuery();
        return Reply.json(new AdminView(
                backend.get().models().all().stream().map(ServedView::of).toList(),
                root.map(BundleRoot::names).orElse(List.of())));
    }

    private Reply swap(Call call) throws IOException {
        call.allowQuery();
        Model model = backend.get().models().get(Optional.of(call.path("model")));
        JsonMembers members = new JsonMembers(call.json(), "", Set.of("bundle"));
        String name = members.text("bundle", LONGEST_NAME)
                .orElseThrow(() -> ProblemException.invalid(
                        "/bundle", "bundle: expected the name of a bundle, found none; /api/admin/models has them"));
        Path folder = root.orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_BUNDLE,
                        "The server has no bundles to swap in: it was started without --bundles"))
                .get(name);
        if (!swap.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.SWAP_RUNNING, "A bundle is being swapped in already; ask again when that has ended");
        }
        try {
            swap(model, folder, call.exchange());
            ServedView served = ServedView.of(model);
            call.exchange().swapped(new AuditEntry.Swapped(served.model(), served.sha256()));
            return Reply.json(served);
        } finally {
            swap.release();
        }
    }

    private static void swap(Model model, Path folder, Exchange exchange) {
        if (folder.equals(model.service().bundle())) {
            throw ProblemException.invalid(
                    "/bundle", "The bundle answers already; what is changed in its folder goes into a new one");
        }
        try {
            // The swap compares its files with their hashes.
            requireLike(model.manifest(), Bundle.open(folder, false).manifest());
            model.service().swap(folder);
        } catch (ClosedGrounderException e) {
            throw e;
        } catch (GrounderException e) {
            LOG.warn("Model {}: bundle {} was not swapped in", model.name(), folder, e);
            // Where the folder is on the server is for its log.
            String reason = e.getMessage().replace(folder.toString(), String.valueOf(folder.getFileName()));
            throw new ProblemException(ProblemType.INVALID_BUNDLE, Quoted.plain(reason), e);
        }
        LOG.info(
                "Model {}: {} swapped in bundle {}",
                model.name(),
                exchange.caller().map(Tokens.Caller::name).orElse(AccessLog.NOBODY),
                folder);
    }

    /** Requests that were read for one bundle may run on the other. */
    private static void requireLike(Manifest old, Manifest next) {
        List<String> differences = new ArrayList<>();
        compare(
                differences,
                "videoDim",
                old.dimensions().videoDim(),
                next.dimensions().videoDim());
        compare(
                differences,
                "textDim",
                old.dimensions().textDim(),
                next.dimensions().textDim());
        compare(
                differences,
                "strides",
                old.dimensions().strides(),
                next.dimensions().strides());
        compare(differences, "preprocessing", old.preprocessing(), next.preprocessing());
        compare(
                differences,
                "object classes",
                old.classEmbeddings().map(Manifest.ClassEmbeddings::rows),
                next.classEmbeddings().map(Manifest.ClassEmbeddings::rows));
        if (!differences.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_BUNDLE,
                    "The bundle takes other inputs than the one that answers: " + String.join("; ", differences)
                            + "; start a server with it instead");
        }
    }

    private static void compare(List<String> differences, String what, Object old, Object next) {
        if (!Objects.equals(old, next)) {
            differences.add(what + " " + Quoted.plain(String.valueOf(next)) + " instead of "
                    + Quoted.plain(String.valueOf(old)));
        }
    }
}
