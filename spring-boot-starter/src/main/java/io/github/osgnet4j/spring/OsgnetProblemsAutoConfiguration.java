package io.github.osgnet4j.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns exceptions of the runtime in controllers into problem documents, unless {@code osgnet.problems} is false. */
@AutoConfiguration(after = OsgnetAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnClass({ProblemDetail.class, RestControllerAdvice.class})
@ConditionalOnProperty(name = "osgnet.problems", matchIfMissing = true)
public class OsgnetProblemsAutoConfiguration {

    /** For Spring. */
    public OsgnetProblemsAutoConfiguration() {}

    /** The advice; the application's own take precedence. */
    @Bean
    @ConditionalOnMissingBean
    public GroundingProblems groundingProblems() {
        return new GroundingProblems();
    }
}
