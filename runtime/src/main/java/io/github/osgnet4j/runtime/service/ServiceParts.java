package io.github.osgnet4j.runtime.service;

/** What the requests of a service share. */
record ServiceParts(
        ServiceSettings settings, BundleSwitch bundles, VideoCache cache, RequestQueue queue, Listeners listeners) {}
