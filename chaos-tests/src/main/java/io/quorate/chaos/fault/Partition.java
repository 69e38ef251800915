package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Hosts;
import io.quorate.chaos.cluster.LinkRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Links between hosts are cut, made deaf, or lose packets. */
record Partition(Shape shape) implements Fault {
    private static final int LOSS_PERCENT_MAX = 25;
    private static final int DELAY_MILLIS_MIN = 10;
    private static final int DELAY_MILLIS_MAX = 150;

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
        },
        /** All packets between nodes come later, and not in their order. */
        DELAY {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                int millis = DELAY_MILLIS_MIN + random.nextInt(DELAY_MILLIS_MAX - DELAY_MILLIS_MIN);
                List<LinkRule> rules = new ArrayList<>();
                for (String from : nodes) {
                    nodes.stream()
                            .filter(to -> !to.equals(from))
                            .forEach(to -> rules.add(LinkRule.late(from, to, millis)));
                }
                return rules;
            }
        },
        /** Whatever the leader sends, and whatever is sent to it, is answered with a reset: no connection lives. */
        RESETS {
            @Override
            List<LinkRule> rules(List<String> nodes, Random random) {
                return alone(nodes.get(0), nodes).stream()
                        .map(rule -> LinkRule.reset(rule.from(), rule.to()))
                        .toList();
            }
        };

        abstract List<LinkRule> rules(List<String> nodes, Random random);

        /** No packet goes in or out. */
        static List<LinkRule> alone(String node, List<String> nodes) {
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
    public String lackingIn(Cluster cluster) {
        if (shape == Shape.DELAY && !cluster.canDelay()) {
            return "needs a network that can hold packets back (back end netns, a C compiler)";
        }
        return cluster.hasNetwork() ? "" : "needs a network that can be cut (back ends netns and containers)";
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
        return new Cut(cluster, rules);
    }

    /** Rules that are in force. */
    record Cut(Cluster cluster, List<LinkRule> rules, Recovery recovery) implements Wound {
        Cut(Cluster cluster, List<LinkRule> rules) {
            this(cluster, rules, new Recovery(cluster));
        }

        @Override
        public List<String> victims() {
            return rules.stream().map(LinkRule::to).distinct().toList();
        }

        @Override
        public boolean leavesNoMajority() {
            return false;
        }

        /** Every pair of nodes has lost something, be it in one direction: the other may have had nothing to say. */
        @Override
        public Optional<String> bite() {
            List<Long> packets = cluster.disturbedPackets();
            if (packets.size() < rules.size()) {
                return Optional.empty();
            }
            Map<Set<String>, Long> ofPairs = new HashMap<>();
            List<String> lost = new ArrayList<>();
            for (int i = 0; i < rules.size(); i++) {
                LinkRule rule = rules.get(i);
                Set<String> pair = Set.of(rule.from(), rule.to());
                boolean talkative = !pair.contains(Hosts.CLIENTS) && !pair.contains(Hosts.NAMESRV);
                ofPairs.merge(talkative ? pair : Set.of(), packets.get(i), Long::sum);
                lost.add(rule.from() + ">" + rule.to() + " " + packets.get(i));
            }
            // When packets are lost at random, some pairs may be lucky.
            boolean random = rules.stream().anyMatch(rule -> rule.percent() < 100);
            boolean bit = random
                    ? packets.stream().anyMatch(count -> count > 0)
                    : ofPairs.values().stream().allMatch(count -> count > 0);
            return bit ? Optional.of(fate(rules.get(0)) + ": " + String.join(", ", lost)) : Optional.empty();
        }

        private static String fate(LinkRule rule) {
            return switch (rule.fate()) {
                case LOST -> "packets lost";
                case RESET -> "packets answered with a reset";
                case LATE -> rule.millis() + " ms late";
                case HELD, SHUFFLED -> "packets held";
            };
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
