package io.quorate.simulation.check;

/**
 * A record that a read showed.
 *
 * @param value what {@link MessageBody} found in it; of a body that is not intact, whatever could be made out
 */
public record SeenRecord(long offset, String value, boolean intact) {
    public SeenRecord(long offset, String value) {
        this(offset, value, true);
    }
}
