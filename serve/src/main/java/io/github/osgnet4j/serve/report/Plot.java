package io.github.osgnet4j.serve.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of a report, each in the colours of a page. */
final class Plot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 340;
    private static final int ROW = 44;
    private static final int LABEL_SPACING = 30;
    private static final int AROUND_ROWS = 90;
    private static final int MAX_LABEL = 42;
    /** Pixels of the image for one of the page, for screens that have them. */
    private static final int SCALE = 2;

    private Plot() {}

    /**
     * Values of one colour.
     *
     * @param name in the legend
     * @param values one for each label
     */
    record Bars(String name, List<? extends Number> values) {}

    /** Upright bars side by side; an axis of percent ends at 100. */
    static byte[] bars(Theme theme, String x, String y, List<String> labels, List<Bars> series, boolean percent) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        style(chart, theme);
        chart.getStyler().setAvailableSpaceFill(series.size() == 1 ? 0.9 : 0.7).setLegendVisible(series.size() > 1);
        chart.getStyler().setPlotGridVerticalLinesVisible(false).setYAxisMin(0.0);
        if (percent) {
            chart.getStyler().setYAxisMax(100.0).setYAxisTickMarkSpacingHint(LABEL_SPACING);
        }
        series.forEach(bars -> chart.addSeries(bars.name(), labels, bars.values()));
        return png(chart, WIDTH, HEIGHT);
    }

    /** Lying bars, for labels that are sentences; the first on top. The axis is of percent. */
    static byte[] rows(Theme theme, String x, List<String> labels, List<Bars> series) {
        int height = AROUND_ROWS + ROW * labels.size();
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(WIDTH)
                .height(height)
                .xAxisTitle(x)
                .build();
        style(chart, theme);
        chart.getStyler().setAvailableSpaceFill(0.7);
        chart.getStyler().setPlotGridHorizontalLinesVisible(false).setYAxisTitleVisible(false);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(100.0);
        List<String> names = labels.stream().map(Plot::cut).toList();
        series.forEach(bars -> chart.addSeries(bars.name(), bars.values(), names));
        return png(chart, WIDTH, height);
    }

    /** Share of right windows over mean score, with the diagonal on which scores are probabilities. */
    static byte[] reliability(Theme theme, Calibration calibration, List<String> names) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(WIDTH / 2)
                .xAxisTitle("mean score of the first windows")
                .yAxisTitle("share that is right")
                .build();
        style(chart, theme);
        chart.getStyler().setMarkerSize(9);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        XYSeries diagonal = chart.addSeries("calibrated", new double[] {0, 1}, new double[] {0, 1});
        diagonal.setMarker(SeriesMarkers.NONE);
        diagonal.setLineColor(theme.muted());
        diagonal.setLineStyle(
                new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {5, 5}, 0));
        double[] scores = calibration.bins().stream()
                .mapToDouble(Calibration.Bin::meanScore)
                .toArray();
        for (int i = 0; i < names.size(); i++) {
            int threshold = i;
            double[] right = calibration.bins().stream()
                    .mapToDouble(bin -> bin.right().get(threshold))
                    .toArray();
            XYSeries series = chart.addSeries(names.get(i), scores, right);
            Color color = theme.series().get(i % theme.series().size());
            series.setLineColor(color);
            series.setMarkerColor(color);
            series.setMarker(i == 0 ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
            series.setLineWidth(2.2f);
        }
        return png(chart, WIDTH, WIDTH / 2);
    }

    private static String cut(String label) {
        String printable = label.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable.codePointCount(0, printable.length()) <= MAX_LABEL
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, MAX_LABEL - 2)) + " …";
    }

    private static void style(Chart<? extends AxesChartStyler, ?> chart, Theme theme) {
        AxesChartStyler styler = chart.getStyler();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        styler.setBaseFont(font);
        styler.setChartTitleVisible(false);
        styler.setChartBackgroundColor(theme.background());
        styler.setPlotBackgroundColor(theme.background());
        styler.setChartFontColor(theme.text());
        styler.setPlotBorderVisible(false);
        styler.setChartPadding(12);
        styler.setLegendBackgroundColor(theme.background());
        styler.setLegendBorderColor(theme.background());
        styler.setLegendFont(font);
        styler.setLegendPadding(14);
        // Labels nearer to each other than this are left out, of lying bars too.
        styler.setXAxisTickMarkSpacingHint(LABEL_SPACING);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setSeriesColors(theme.series().toArray(Color[]::new));
        styler.setXAxisTitleColor(theme.muted());
        styler.setYAxisTitleColor(theme.muted());
        styler.setAxisTitleFont(font);
        styler.setAxisTickLabelsFont(font);
        styler.setAxisTickLabelsColor(theme.text());
        styler.setAxisTickMarksColor(theme.grid());
        styler.setAxisTicksMarksVisible(false);
        styler.setPlotGridLinesColor(theme.grid());
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setDecimalPattern("#.##");
        styler.setLocale(Locale.ROOT);
        styler.setAntiAlias(true);
    }

    private static byte[] png(Chart<?, ?> chart, int width, int height) {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.scale(SCALE, SCALE);
            chart.paint(g, width, height);
        } finally {
            g.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new ReportException("A PNG could not be encoded in memory", e);
        }
        return out.toByteArray();
    }
}
