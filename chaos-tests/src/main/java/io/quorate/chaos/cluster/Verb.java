package io.quorate.chaos.cluster;

/** A verb of the {@code quorate} command line, and how it ended. */
public record Verb(String line, int exitCode, String output) {
    public boolean succeeded() {
        return exitCode == 0;
    }

    /** In one line. */
    @Override
    public String toString() {
        return "quorate " + line + " -> " + exitCode + ": " + output.replace("\n", " | ");
    }
}
