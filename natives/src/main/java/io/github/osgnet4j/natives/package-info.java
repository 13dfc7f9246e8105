/** Where native libraries are unpacked: a folder that nobody else can write to. */
package io.github.osgnet4j.natives;
