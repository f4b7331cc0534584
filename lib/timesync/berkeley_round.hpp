#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/context.hpp"
#include "timesync/exchange.hpp"

/// The books of BerkeleySync: what a lossy network makes a master and a slave remember of a round.
/// A round's name is what the master's own clock read at its beginning.
namespace conclave {

/// The master's: who has answered, and what each that did is to be told, however often it asks.
class MasterRound {
public:
    /// How far a slave's clock is ahead of the master's, and what the slave's own clock read when
    /// it first heard of the round.
    struct Clock {
        OffsetEstimate ahead{};
        Time since{};
    };

    /// None yet: nobody is awaited.
    MasterRound() = default;
    explicit MasterRound(Time name) : name_{name}, open_{true} {}

    [[nodiscard]] Time name() const { return name_; }
    [[nodiscard]] bool awaits(ProcessId p) const { return open_ && !clocks_.contains(p); }
    void note(ProcessId p, Clock const& clock) { clocks_.emplace(p, clock); }
    [[nodiscard]] PeerMap<Clock> const& clocks() const { return clocks_; }

    /// To the master's clock; its own, which is none, is the first.
    [[nodiscard]] std::vector<Duration> differences() const {
        std::vector<Duration> all{Duration{0}};
        for (auto const& [p, clock] : clocks_) all.push_back(clock.ahead.offset);
        return all;
    }

    /// All clocks are to be moved to this much more than the master's; later answers do not count.
    void close(Duration average) {
        open_ = false;
        average_ = average;
    }
    /// By how much p is to move its clock; nothing before the round is closed, or for one that did
    /// not answer.
    [[nodiscard]] std::optional<Duration> difference_for(ProcessId p) const {
        auto const clock = clocks_.find(p);
        if (open_ || clock == clocks_.end()) return std::nullopt;
        return average_ - clock->second.ahead.offset;
    }

private:
    Time name_{Time::min()};
    bool open_{false};
    PeerMap<Clock> clocks_{};
    Duration average_{0};
};

/// A slave's: which round it is in, whether the master's word is still to come, and how often it
/// may ask for it.
class SlaveRound {
public:
    /// A poll has come. False if it is a late copy, of a round that is over for this slave.
    [[nodiscard]] bool hear(Time round, Time now, std::uint32_t answers) {
        if (round < name_) return false;
        if (round == name_) return since_.has_value();
        name_ = round;
        since_ = now;
        answers_left_ = answers;
        return true;
    }
    /// The master's word has come, in answer to what was said `since`. False if it is of another
    /// round, a second copy, or meant for a life before a crash.
    [[nodiscard]] bool end(Time round, Time since) {
        if (round != name_ || since != since_) return false;
        since_.reset();
        return true;
    }
    /// One answer more, because the master's word does not come.
    [[nodiscard]] bool may_answer_again() {
        if (answers_left_ == 0) return false;
        --answers_left_;
        return true;
    }

    [[nodiscard]] Time name() const { return name_; }
    /// When it first heard of the round, while the word is to come.
    [[nodiscard]] std::optional<Time> const& since() const { return since_; }

private:
    Time name_{Time::min()};
    std::optional<Time> since_{};
    std::uint32_t answers_left_{0};
};

}  // namespace conclave
