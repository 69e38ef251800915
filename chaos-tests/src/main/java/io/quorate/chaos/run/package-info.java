/**
 * The chaos suite: a group of real processes under load and under faults, and a verdict over what clients were told. Start
 * reading at {@link io.quorate.chaos.run.ChaosRun}.
 */
package io.quorate.chaos.run;
