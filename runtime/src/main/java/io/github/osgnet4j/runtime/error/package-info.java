/** What the runtime throws: one family, {@link io.github.osgnet4j.runtime.error.GrounderException} and its kinds. */
package io.github.osgnet4j.runtime.error;
