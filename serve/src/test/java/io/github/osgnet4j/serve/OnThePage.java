package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a browser window of its own. */
abstract class OnThePage {

    static final AnnotatedQuery FIRST = Demo.QUERIES.get(0);
    static final AnnotatedQuery SECOND = Demo.QUERIES.get(1);

    Browsing browsing;
    PageDriver driver;

    /** That of the demo, which tests share, unless a test puts another in its place. */
    Running server = Running.shared();

    @BeforeEach
    void open() {
        browsing = Browsing.open();
        driver = new PageDriver(browsing.page());
    }

    @AfterEach
    void close() {
        if (browsing != null) {
            browsing.close();
        }
    }

    /** Shows queries of a clip and waits for their answers. */
    void show(AnnotatedQuery... queries) {
        browsing.page().navigate(PageDriver.address(server, queries));
        for (AnnotatedQuery query : queries) {
            driver.await(query.query());
        }
    }
}
