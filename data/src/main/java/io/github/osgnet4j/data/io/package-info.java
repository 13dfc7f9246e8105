/**
 * The file formats of the official code: npy and npz, LMDB, pickles, torch.save, and safetensors. Every reader takes its input for
 * hostile: sizes are checked against the file before anything is allocated, and only an allow-list of pickle globals is known.
 */
@NullMarked
package io.github.osgnet4j.data.io;

import org.jspecify.annotations.NullMarked;
