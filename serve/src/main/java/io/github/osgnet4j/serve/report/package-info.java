/**
 * A page about the predictions of a whole split: {@link io.github.osgnet4j.serve.report.SplitReport} has the figures,
 * {@link io.github.osgnet4j.serve.report.ReportPage} writes them as HTML that needs nothing else.
 */
package io.github.osgnet4j.serve.report;
