/**
 * A group of real replicas in one thread and virtual time: the network between them, their disks, clocks and processes. Knows
 * nothing of faults, clients or checks; those watch it as {@link io.quorate.simulation.world.GroupObserver} and call it.
 * Everything random comes from seeds handed in.
 */
package io.quorate.simulation.world;
