package io.github.osgnet4j.demo;

/** A question in words and the appearance that answers it. */
record Question(String text, Appearance answer) {}
