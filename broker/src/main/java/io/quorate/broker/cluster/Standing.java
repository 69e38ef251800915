package io.quorate.broker.cluster;

/**
 * What NameServers must know at once when it changes.
 *
 * @param member whether it belongs to its group: others are in no route, since they would refuse every request
 * @param brokerId 0 for a serving leader, the node's own number for a follower
 * @param term of the Raft group: of two that call themselves leader the one with the higher term is
 * @param topicVersion counts changes of the topic table
 */
public record Standing(boolean member, long brokerId, long term, long topicVersion) {}
