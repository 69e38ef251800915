/**
 * What the broker is told by its properties file: a table of keys, and immutable records, one a subsystem, that refuse
 * bad values in one sentence. No thread of its own; read once at start. Invariant: a {@link
 * io.quorate.broker.config.BrokerConfig} that exists is valid.
 */
package io.quorate.broker.config;
