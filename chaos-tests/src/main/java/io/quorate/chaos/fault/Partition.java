package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Hosts;
import io.quorate.chaos.cluster.LinkRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Links between hosts are cut, made deaf, or lose packets. */
record Partition(Shape shape) implements Fault {
    private static final int LOSS_PERCENT_MAX = 25;

    /** Which links. The first of the nodes is the leader. */
    enum Shape {
        /** The leader sees no other node, but clients see it. */
        LEADER_FROM_PEERS {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return between(nodes.subList(0, 1), nodes.subList(1, nodes.size()));
            }
        },
        /** The leader sees nobody. */
        LEADER {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return alone(nodes.get(0), nodes);
            }
        },
        FOLLOWER {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return alone(nodes.get(nodes.size() - 1), nodes);
            }
        },
        /** Each node is on one side or the other; all see clients and NameServer. */
        HALVES {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                List<String> shuffled = new ArrayList<>(nodes);
                Collections.shuffle(shuffled, random);
                int half = shuffled.size() / 2;
                return between(shuffled.subList(0, half), shuffled.subList(half, shuffled.size()));
            }
        },
        /** What other nodes say to the leader gets lost, but they hear it. */
        DEAF_LEADER {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return nodes.stream()
                        .skip(1)
                        .map(node -> LinkRule.mute(node, nodes.get(0)))
                        .toList();
            }
        },
        /** What the leader says to other nodes gets lost, but it hears them. */
        MUTE_LEADER {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return nodes.stream()
                        .skip(1)
                        .map(node -> LinkRule.mute(nodes.get(0), node))
                        .toList();
            }
        },
        /** The leader and one other do not see each other, and both see the third. */
        BRIDGE {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return between(nodes.subList(0, 1), nodes.subList(1, 2));
            }
        },
        /** Nobody sees the NameServer. */
        NAMESRV {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return between(List.of(Hosts.NAMESRV), nodes);
            }
        },
        /** All links between nodes lose packets. */
        LOSS {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                int percent = 2 + random.nextInt(LOSS_PERCENT_MAX - 1);
                List<LinkRule> rules = new ArrayList<>();
                for (String from : nodes) {
                    nodes.stream()
                            .filter(to -> !to.equals(from))
                            .forEach(to -> rules.add(LinkRule.lossy(from, to, percent)));
                }
                return rules;
            }
        };

        abstract List<LinkRule> rules(List<String> nodes, Random random);

        private static List<LinkRule> alone(String node, List<String> nodes) {
            List<String> others = new ArrayList<>(nodes);
            others.remove(node);
            others.add(Hosts.CLIENTS);
            others.add(Hosts.NAMESRV);
            return between(List.of(node), others);
        }

        private static List<LinkRule> between(List<String> some, List<String> others) {
            List<LinkRule> rules = new ArrayList<>();
            for (String one : some) {
                for (String other : others) {
                    rules.add(LinkRule.cut(one, other));
                    rules.add(LinkRule.cut(other, one));
                }
            }
            return rules;
        }
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> nodes = new ArrayList<>(cluster.nodes());
        Collections.shuffle(nodes, random);
        String leader = Selector.leader(cluster, nodes);
        nodes.remove(leader);
        nodes.add(0, leader);
        List<LinkRule> rules = shape.rules(nodes, random);
        cluster.disturb(rules);
        return new Cut(cluster, rules, new Recovery(cluster));
    }

    private record Cut(Cluster cluster, List<LinkRule> rules, Recovery recovery) implements Wound {
        @Override
        public List<String> victims() {
            return rules.stream().map(LinkRule::to).distinct().toList();
        }

        @Override
        public boolean leavesNoMajority() {
            return false;
        }

        /** Every link has lost something, in its own direction; a host of clients may have nothing to say meanwhile. */
        @Override
        public Optional<String> bite() {
            List<Long> packets = cluster.disturbedPackets();
            List<String> lost = new ArrayList<>();
            for (int i = 0; i < rules.size(); i++) {
                LinkRule rule = rules.get(i);
                long count = i < packets.size() ? packets.get(i) : 0;
                boolean ofNodes = cluster.nodes().contains(rule.from())
                        && cluster.nodes().contains(rule.to());
                if (count == 0 && (ofNodes || packets.isEmpty() || sum(packets) == 0)) {
                    return Optional.empty();
                }
                lost.add(rule.from() + ">" + rule.to() + " " + count);
            }
            return Optional.of("packets lost: " + String.join(", ", lost));
        }

        private static long sum(List<Long> packets) {
            return packets.stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public void heal() {
            cluster.disturb(List.of());
        }

        @Override
        public Optional<String> healed() {
            return recovery.proof();
        }
    }
}
