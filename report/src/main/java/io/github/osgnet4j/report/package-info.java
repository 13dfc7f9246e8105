/**
 * A page about the predictions of a whole split: {@link io.github.osgnet4j.report.SplitReport} has the figures,
 * {@link io.github.osgnet4j.report.ReportPage} writes them as HTML that needs nothing else.
 */
package io.github.osgnet4j.report;
