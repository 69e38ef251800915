package io.quorate.chaos.cluster;

import java.nio.file.Path;
import java.util.List;

/** Of back ends whose nodes cannot be reached from behind. */
final class NoSabotage implements Sabotage {
    private static UnsupportedOperationException impossible() {
        return new UnsupportedOperationException("this back end has no means for that");
    }

    @Override
    public String lacking(Means means) {
        return "needs " + means + ", which this back end does not have";
    }

    @Override
    public Path store(String node) {
        throw impossible();
    }

    @Override
    public boolean alter(String node, StoreChange change) {
        throw impossible();
    }

    @Override
    public void setClock(String node, long aheadMillis, double rate) {
        throw impossible();
    }

    @Override
    public long clockChanges(String node) {
        throw impossible();
    }

    @Override
    public void setCalls(String node, String rules) {
        throw impossible();
    }

    @Override
    public List<String> callsHit(String node) {
        throw impossible();
    }

    @Override
    public void freeze(String node) {
        throw impossible();
    }

    @Override
    public void thaw(String node) {
        throw impossible();
    }

    @Override
    public boolean fill(String node) {
        throw impossible();
    }

    @Override
    public void empty(String node) {
        throw impossible();
    }

    @Override
    public int logLines(String node) {
        throw impossible();
    }

    @Override
    public List<String> logFrom(String node, int line) {
        throw impossible();
    }
}
