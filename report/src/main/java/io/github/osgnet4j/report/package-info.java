/**
 * Pages about predictions and training runs, as HTML that needs nothing else. {@link
 * io.github.osgnet4j.report.SplitReport} has the figures of a split and {@link io.github.osgnet4j.report.SplitPage} shows
 * them; {@link io.github.osgnet4j.report.TrainingReport} shows what a run's folder says. Both are made of the same page,
 * tables and plots.
 */
@NullMarked
package io.github.osgnet4j.report;

import org.jspecify.annotations.NullMarked;
