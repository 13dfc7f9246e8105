package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.util.List;
import java.util.regex.Pattern;

/** What a user does with the page, by the names that users see or hear. */
final class PageDriver {

    private final Page page;

    PageDriver(Page page) {
        this.page = page;
    }

    static String home(Running server) {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    /** The address that shows queries of a clip. */
    static String address(Running server, AnnotatedQuery... queries) {
        StringBuilder address =
                new StringBuilder(home(server)).append("#clip=").append(Running.encoded(queries[0].videoId()));
        for (AnnotatedQuery query : queries) {
            address.append("&query=").append(Running.encoded(query.queryId()));
        }
        return address.toString();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator clip(String id) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^" + id)));
    }

    Locator search() {
        return page.getByRole(AriaRole.SEARCHBOX, new GetByRoleOptions().setName("Search in clip ids and queries"));
    }

    Locator query() {
        return page.getByRole(
                AriaRole.TEXTBOX, new GetByRoleOptions().setName("Query").setExact(true));
    }

    Locator topK() {
        return page.getByRole(AriaRole.SPINBUTTON, new GetByRoleOptions().setName("Windows"));
    }

    Locator token() {
        return page.getByRole(AriaRole.TEXTBOX, new GetByRoleOptions().setName("Token"));
    }

    /** The answer to a query. */
    Locator answer(String text) {
        return page.getByRole(
                AriaRole.REGION, new GetByRoleOptions().setName(text).setExact(true));
    }

    /** All answers, from the top. */
    List<String> answers() {
        return page.locator("#results > section > header > h3").allTextContents();
    }

    /** A window's bar in an answer. */
    Locator window(String text, int rank) {
        return answer(text)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(Pattern.compile("^Window " + rank + ":")));
    }

    /** The cells of a row of an answer, after its name. */
    List<String> numbers(String text, String row) {
        return row(text, row).locator("td.number").allTextContents();
    }

    Locator row(String text, String row) {
        return answer(text)
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.ROWHEADER,
                                new GetByRoleOptions().setName(row).setExact(true))));
    }

    /** Waits until an answer is there. */
    void await(String text) {
        PlaywrightAssertions.assertThat(window(text, 1)).isVisible();
    }

    /** What the API itself answers. */
    static JsonNode asked(Running server, AnnotatedQuery query) {
        ObjectNode request = Running.annotated(query).put("scores", true).put("objects", true);
        return server.post("/api/ground", request).json();
    }
}
