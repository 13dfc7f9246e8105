/** Where the native libraries of others are unpacked: a folder that nobody else can write to. */
package io.github.osgnet4j.natives;
