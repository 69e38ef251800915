package io.quorate.simulation.check;

import java.util.List;

/** What all clients of one run did, in the order of their invocations. Not copied: whoever hands a list in leaves it alone. */
public record History(List<Operation> operations) {}
