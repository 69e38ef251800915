/**
 * {@code quorate log}: looks at the log in a directory, and mends it, without a running node. It stands in this module and
 * not beside the other verbs, because it reads files where those ask nodes: it needs the log's formats and the broker's
 * records, and the command line knows neither.
 */
package io.quorate.broker.offline;
