#include "topologies/topology.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace conclave {
namespace {

using enum Topology::Kind;

std::vector<ProcessId> ids(std::initializer_list<std::uint32_t> numbers) {
    std::vector<ProcessId> all;
    for (auto const number : numbers) all.push_back(process(number));
    return all;
}

TEST(Topology, InACompleteGraphAllAreNeighbours) {
    Topology const graph{complete, 4};
    EXPECT_EQ(graph.neighbours(process(1)), ids({0, 2, 3}));
    EXPECT_EQ(graph.channels(), 12U);
    EXPECT_EQ(graph.formula(), "n(n-1)");
}

TEST(Topology, ARingClosesAtItsEnds) {
    Topology const graph{ring, 5};
    EXPECT_EQ(graph.neighbours(process(0)), ids({1, 4}));
    EXPECT_EQ(graph.neighbours(process(2)), ids({1, 3}));
    EXPECT_EQ(graph.channels(), 10U);
}

TEST(Topology, AStarHasItsCentreAtP0) {
    Topology const graph{star, 5};
    EXPECT_EQ(graph.neighbours(process(0)), ids({1, 2, 3, 4}));
    EXPECT_EQ(graph.neighbours(process(3)), ids({0}));
    EXPECT_EQ(graph.channels(), 8U);
}

TEST(Topology, SmallGraphsHaveNoDoubleEdges) {
    for (auto const kind : {complete, ring, star, random}) {
        EXPECT_EQ(Topology(kind, 1).channels(), 0U);
        EXPECT_EQ(Topology(kind, 1).neighbours(process(0)), ids({}));
        EXPECT_EQ(Topology(kind, 2).channels(), 2U);
        EXPECT_EQ(Topology(kind, 2).neighbours(process(1)), ids({0}));
    }
    EXPECT_EQ(Topology(ring, 2).formula(), "2(n-1)");
    EXPECT_EQ(Topology(ring, 3).channels(), 6U);
    EXPECT_EQ(Topology(ring, 3).formula(), "2n");
    EXPECT_EQ(Topology(random, 3).channels(), 6U);
}

/// Every graph: symmetric, without loops, connected, and its channels are what they are counted as.
TEST(Topology, EveryGraphIsConnectedAndCountsItsChannels) {
    for (auto const kind : {complete, ring, star, random})
        for (std::uint32_t n = 1; n <= 40; ++n) {
            Topology const graph{kind, n, n};
            std::uint64_t channels = 0;
            for (ProcessId p : ProcessRange{0, n}) {
                auto const row = graph.neighbours(p);
                EXPECT_TRUE(std::ranges::is_sorted(row));
                channels += row.size();
                EXPECT_FALSE(graph.connects(p, p));
                for (ProcessId q : ProcessRange{0, n}) {
                    EXPECT_EQ(graph.connects(p, q), graph.connects(q, p));
                    EXPECT_EQ(graph.connects(p, q), std::ranges::binary_search(row, q));
                }
            }
            EXPECT_EQ(channels, graph.channels());
            std::set<ProcessId> reached{process(0)};
            std::vector<ProcessId> open{process(0)};
            while (!open.empty()) {
                auto const p = open.back();
                open.pop_back();
                for (ProcessId q : graph.neighbours(p))
                    if (reached.insert(q).second) open.push_back(q);
            }
            EXPECT_EQ(reached.size(), n) << graph.formula();
        }
}

TEST(Topology, ARandomGraphIsTheSameForTheSameSeedAlone) {
    auto const rows = [](Seed seed) {
        Topology const graph{random, 20, seed};
        std::vector<std::vector<ProcessId>> all;
        for (ProcessId p : ProcessRange{0, 20}) all.push_back(graph.neighbours(p));
        return all;
    };
    EXPECT_EQ(rows(7), rows(7));
    EXPECT_NE(rows(7), rows(8));
    EXPECT_EQ(Topology(random, 20, 7).channels(), 2U * (19 + 10));
}

}  // namespace
}  // namespace conclave
