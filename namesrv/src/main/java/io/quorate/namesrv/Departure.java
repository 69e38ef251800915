package io.quorate.namesrv;

/** A replica that was taken out of the route table, and the connection it had registered over. */
record Departure(String brokerName, String address, Object session) {}
