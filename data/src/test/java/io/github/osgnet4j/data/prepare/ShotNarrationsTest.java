package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.Narration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts with times become what shots are cut by. */
class ShotNarrationsTest {

    private static final List<String> WORDS = List.of("looks around", "turns around");

    @TempDir
    Path folder;

    private List<Narration> read(String name, String contents, String video) throws IOException {
        Path file = Files.writeString(folder.resolve(name), contents);
        ShotNarrations narrations = new ShotNarrations(30, true, WORDS);
        narrations.add(file, () -> {});
        Path output = folder.resolve("out-" + name);
        narrations.write(output);
        assertEquals(1, narrations.starts());
        return Narration.read(output.resolve(video + ".json"));
    }

    @Test
    void everyFormatGivesTheSameNarrations() throws IOException {
        List<Narration> expected = List.of(
                new Narration(0, "#C opens a drawer, then a door"),
                new Narration(45, "#C Looks around"),
                new Narration(3600 * 30 + 15, "#O waves 12"));
        assertEquals(expected, read("a.csv", """
            video_id,time,text
            v,1.5,Looks around
            v,0,"opens a drawer,
            then a door"
            v,3600.5,#O waves 12
            """, "v"));
        assertEquals(expected, read("b.jsonl", """
            {"video_id": "v", "time": 0, "text": "opens a drawer, then a door"}
            {"video_id": "v", "start": 1.5, "narration": "Looks around"}
            {"video_id": "v", "time": 3600.5, "text": "#O waves 12"}
            """, "v"));
        assertEquals(expected, read("v.srt", """
            1
            00:00:00,000 --> 00:00:01,000
            opens a drawer,
            then a door

            2
            00:00:01,500 --> 00:00:02,000
            Looks around

            3
            01:00:00,500 --> 01:00:02,000
            #O waves
            12
            """, "v"));
        assertEquals(expected, read("v.vtt", """
            WEBVTT

            STYLE
            ::cue { color: red }

            first
            00:00.000 --> 00:01.000
            <v Ann>opens a drawer,</v>
            then a <i>door</i>

            NOTE
            12

            00:01.500 --> 00:02.000 align:left
            Looks around

            00:02.000 --> 00:03.000
            <b></b>

            01:00:00.500 --> 01:00:02.000
            #O waves
            12

            NOTE the end
            """, "v"));
    }

    @Test
    void badTextsAreNamedAndLeaveNothing() throws IOException {
        for (Map.Entry<String, String> bad : Map.of(
                        "a.csv", "video_id,time,text\nv,soon,x\n",
                        "b.csv", "video_id,time,text\n../v,1,x\n",
                        "long.csv", "video_id,time,text\n" + "é".repeat(126) + ",1,x\n",
                        "comma.csv", "video_id,time,text\nv,0.0,opens, the fridge, ok\n",
                        "c.jsonl", "{\"video_id\": \"v\", \"time\": -1, \"text\": \"x\"}",
                        "d.jsonl", "{\"video_id\": \"v\", \"time\": 1, \"text\": \" \"}",
                        "e.srt", "no times",
                        "f.txt", "x")
                .entrySet()) {
            Path file = Files.writeString(folder.resolve(bad.getKey()), bad.getValue());
            ShotNarrations narrations = new ShotNarrations(30, false, WORDS);
            DataException e = assertThrows(DataException.class, () -> narrations.add(file, () -> {}), bad.getKey());
            assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
            boolean table = bad.getKey().endsWith(".csv");
            assertTrue(!table || e.getMessage().startsWith(file + " line 2: "), e.getMessage());
        }
        DataException e = assertThrows(
                DataException.class, () -> new ShotNarrations(30, true, WORDS).write(folder.resolve("out")));
        assertTrue(e.getMessage().contains("no texts"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("out")));
    }
}
