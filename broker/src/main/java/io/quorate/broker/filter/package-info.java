/**
 * What a consumer wants of a topic, by tag or by SQL92 expression: one seam for pulls, long polls and whatever else hands out
 * messages. Filters are immutable and judge by the stored record alone, so every replica gives the same answer. Any thread.
 */
package io.quorate.broker.filter;
