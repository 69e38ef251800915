/** Replicas made wrong on purpose, one line each, and whether the simulator notices. Never part of what users run. */
package io.quorate.simulation.mutants;
