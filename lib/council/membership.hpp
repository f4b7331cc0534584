#pragma once

#include <cstdint>
#include <vector>

#include "core/time.hpp"

namespace conclave::council {

/// What ranks tell each other of who is there. Merged with another's, it knows what either knew.
struct Attendance {
    std::vector<std::uint32_t> accusations;  // by rank: how often it was too silent for a collector
    std::vector<std::uint8_t> dead;          // by rank: 1 if its process is known to be gone
};

/// Which ranks are there, as one rank sees it, and which two of them collect: of those not dead the
/// ones with the fewest accusations, the lowest first. The first of the two is the reporter. A
/// collector that is silent for too long is accused, and loses its place for good, so that it makes
/// no difference whether it ever comes back. Source: Aguilera, Delporte-Gallet, Fauconnier, Toueg,
/// "Stable leader election", DISC 2001.
class Membership {
public:
    Membership(int self, int size);

    /// A sign of life.
    void heard(int rank, Time now);
    /// Its process is gone, for certain.
    void died(int rank, Time now);
    void merge(Attendance const& attendance, Time now);
    /// This rank itself stood still for so long: others' silence says nothing.
    void excuse(Duration gap);
    /// Accuses collectors that were silent for longer than this.
    void judge(Time now, Duration silence_max);

    [[nodiscard]] Attendance const& attendance() const { return attendance_; }
    [[nodiscard]] bool dead(int rank) const { return attendance_.dead[at(rank)] != 0; }
    [[nodiscard]] bool anybody_dead() const;
    /// When this rank learnt of the latest death.
    [[nodiscard]] Time last_death() const { return last_death_; }
    [[nodiscard]] Duration silence(int rank, Time now) const { return now - heard_[at(rank)]; }
    /// This rank itself, or one that is not dead and was heard of lately.
    [[nodiscard]] bool present(int rank, Time now, Duration silence_max) const;
    /// One or two ranks, the reporter first.
    [[nodiscard]] std::vector<int> const& collectors() const { return collectors_; }
    [[nodiscard]] int reporter() const { return collectors_.front(); }
    [[nodiscard]] bool collects(int rank) const;
    [[nodiscard]] int self() const { return self_; }
    [[nodiscard]] int size() const { return static_cast<int>(heard_.size()); }

private:
    void bury(std::size_t rank, Time now);
    static std::size_t at(int rank) { return static_cast<std::size_t>(rank); }
    void choose(Time now);

    int self_;
    Attendance attendance_;
    std::vector<Time> heard_;  // by rank: the last sign of life, or since when one is expected
    std::vector<int> collectors_;
    Time last_death_{};
};

}  // namespace conclave::council
