package io.github.osgnet4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.postprocess.SequenceOptions;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class SequenceParametersTest {

    private static final Pattern DEFAULT = Pattern.compile("\\(default: (.*)\\)\\.$");

    @Test
    void theHelpSaysTheDefaults() {
        Map<String, String> defaults = new TreeMap<>();
        String[] words = SequenceParameters.line(SequenceOptions.defaults()).split(" ");
        for (int i = 0; i < words.length; i += 2) {
            defaults.put(words[i], words[i + 1]);
        }
        Map<String, String> said = new TreeMap<>();
        for (OptionSpec option :
                new CommandLine(new SequenceCommand()).getCommandSpec().options()) {
            Matcher matcher = DEFAULT.matcher(String.join("", option.description()));
            if (option.userObject() instanceof Method && matcher.find()) {
                said.put(option.longestName(), matcher.group(1));
            }
        }
        assertEquals(13, defaults.size());
        assertEquals(defaults, said);
    }
}
