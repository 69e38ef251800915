/**
 * What brokers need over time: hundreds of producers and consumers on thousands of topics load a running group for
 * minutes, while each broker's memory is looked at from outside. Ends with a curve and a verdict.
 */
package io.quorate.benchmarks.soak;
