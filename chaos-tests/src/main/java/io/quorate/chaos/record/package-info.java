/** Histories on disk, as clients in this and in other processes write them while they work. */
package io.quorate.chaos.record;
