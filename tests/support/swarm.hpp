#pragma once

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "support/trial.hpp"

namespace conclave::test {

/// So many seeds as the build has time for.
constexpr Seed affordable(Seed seeds) {
#if defined(__SANITIZE_ADDRESS__)
    return seeds / 10;
#else
    return seeds;
#endif
}

/// Chance for the choice of faults, apart from the run's own.
class Swarm {
public:
    explicit Swarm(Seed seed) : random_{seed, 0x737761726D} {}

    [[nodiscard]] std::uint64_t from(std::uint64_t first, std::uint64_t last) {
        return first + random_.below(last - first + 1);
    }
    [[nodiscard]] bool chance(double probability) { return random_.chance(probability); }
    template <class Item>
    [[nodiscard]] Item one_of(std::initializer_list<Item> items) {
        return items.begin()[random_.below(items.size())];
    }

    /// Some of the network's faults, each with an even chance: not all of them always, since one
    /// fault can hide what another one would show.
    [[nodiscard]] std::string network() {
        std::string options;
        if (chance(0.5)) options += " --loss " + std::to_string(from(1, 30)) + '%';
        if (chance(0.5)) options += " --duplicate " + std::to_string(from(1, 50)) + '%';
        if (chance(0.5)) options += " --reorder " + std::to_string(from(1, 50)) + '%';
        if (chance(0.5))
            options += " --delay " + one_of<std::string>({"0ms..1ms", "10ms", "5ms..40ms"});
        return options;
    }

    /// Perhaps a partition or a cut of n processes within this second of the run, which heals.
    [[nodiscard]] std::string split(std::uint64_t n, std::uint64_t second) {
        std::string const s = std::to_string(second);
        std::string const when = '@' + s + '.' + std::to_string(from(0, 4)) + "s.." + s + '.' +
                                 std::to_string(from(5, 9)) + 's';
        if (chance(0.2)) {
            std::string groups = "0";
            auto const first_of_second = from(1, n - 1);
            for (std::uint64_t p = 1; p < n; ++p)
                groups += (p == first_of_second ? '/' : ',') + std::to_string(p);
            return " --partition " + groups + when;
        }
        if (!chance(0.2)) return {};
        auto const p = from(0, n - 2);
        auto const [a, b] = chance(0.5) ? std::pair{p, p + 1} : std::pair{p + 1, p};
        return " --cut '" + std::to_string(a) + '>' + std::to_string(b) + when + '\'';
    }

    /// A crash in the middle of a handler, after this second of the run; most recover.
    [[nodiscard]] std::string crash_in_handler(std::string const& victim, std::uint64_t second) {
        auto const s = std::to_string(second);
        auto const count = from(1, 4);
        std::string crash = " --crash " + victim + '@' + s + '.' + std::to_string(from(0, 9)) +
                            "s+" + std::to_string(count) + (count == 1 ? "send" : "sends");
        if (chance(0.7))
            crash += " --recover " + victim + '@' + std::to_string(second + from(1, 3)) + ".5s";
        return crash;
    }

private:
    Random random_;
};

/// What came out of many runs: failures are reported at once, with the command that repeats them.
class Tally {
public:
    enum class Assumptions : std::uint8_t { kept, broken };

    /// Where the runs break what a box assumes, a property that is not promised is no failure.
    explicit Tally(Assumptions assumptions = Assumptions::kept) : assumptions_{assumptions} {}

    void add(std::string const& command, Trial const& trial) {
        ++runs_;
        for (auto const& judgement : trial.judgements) {
            cases_[judgement.id] += judgement.finding.premises() > 0 ? 1 : 0;
            auto const verdict = judgement.finding.verdict();
            bool const fine =
                verdict == check::Verdict::holds || judgement.finding.premises() == 0 ||
                (assumptions_ == Assumptions::broken && verdict == check::Verdict::not_promised);
            if (fine || ++failures_ > failures_told) continue;
            ADD_FAILURE() << judgement.id << ' ' << check::name_of(judgement.finding.verdict())
                          << ": " << judgement.finding.reason() << "\n    " << command;
        }
    }

    /// No vacuous pass: the property had its case in this share of the runs.
    void expect_cases(std::string_view id, double share) const {
        auto const found = cases_.find(id);
        ASSERT_NE(found, cases_.end()) << "no property " << id;
        EXPECT_GE(static_cast<double>(found->second), share * static_cast<double>(runs_)) << id;
    }

    /// Too many failures to go on.
    [[nodiscard]] bool hopeless() const { return failures_ >= failures_told; }

private:
    static constexpr int failures_told = 5;
    Assumptions assumptions_;
    std::uint64_t runs_{0};
    std::map<std::string_view, std::uint64_t> cases_;
    int failures_{0};
};

}  // namespace conclave::test
