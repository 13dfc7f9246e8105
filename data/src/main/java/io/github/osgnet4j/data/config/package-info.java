/** The official YAML configs as records. Every error names the key by its whole path. */
@NullMarked
package io.github.osgnet4j.data.config;

import org.jspecify.annotations.NullMarked;
