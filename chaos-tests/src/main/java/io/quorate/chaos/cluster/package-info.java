/**
 * The system under test: a NameServer and the nodes of one replica group, as processes or
 * containers, on {@link io.quorate.chaos.cluster.Hosts} with a network between them and {@link io.quorate.chaos.cluster.Disks} below them. What is
 * made here outside of the process (mounts, network namespaces, containers) is written to a ledger first, so that a script can remove it
 * should the harness die.
 */
package io.quorate.chaos.cluster;
