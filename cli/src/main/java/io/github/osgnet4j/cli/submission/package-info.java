/** Submissions to a challenge, before they are uploaded. */
package io.github.osgnet4j.cli.submission;
