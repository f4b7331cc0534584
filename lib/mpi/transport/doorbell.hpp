#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "core/time.hpp"
#include "mpi/launch/session_inside.hpp"

namespace conclave::mpi {

/// Lets an idle rank sleep: MPI can only be waited for by spinning. Each rank of a node has a word
/// in memory that all of them share. Who is about to sleep raises it, looks once more for messages,
/// and sleeps on it; who has sent something and finds it raised wakes the sleeper. Ranks of other
/// nodes cannot ring.
class Doorbell {
public:
    /// Collective.
    explicit Doorbell(Session::Inside& session);

    /// Whether every rank can ring this one.
    [[nodiscard]] bool within_reach_of_all() const { return all_here_; }
    /// How many ranks this node has.
    [[nodiscard]] int ranks_here() const { return ranks_here_; }

    /// To be called after a message to this rank has been handed to MPI.
    void ring(int rank) {
        Word* const bell = bells_[static_cast<std::size_t>(rank)];
        if (!bell) return;
        // The message must be in the queue before the word is read: the sleeper does it the other
        // way round.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (bell->load(std::memory_order_relaxed) != awake) wake(*bell);
    }

    /// Raises this rank's word. A look for messages must follow, then sleep() or stay_awake().
    void raise() {
        own_->store(asleep, std::memory_order_relaxed);
        // The word must be up before the look that follows: on ARM that look could overtake the
        // store alone. It meets the fence in ring().
        std::atomic_thread_fence(std::memory_order_seq_cst);
    }
    /// Until somebody rings, a signal comes, or the time has passed.
    void sleep(Duration longest);
    void stay_awake() { own_->store(awake, std::memory_order_relaxed); }

private:
    using Word = std::atomic<std::uint32_t>;
    static constexpr std::uint32_t awake = 0;
    static constexpr std::uint32_t asleep = 1;

    static void wake(Word& bell);

    std::vector<Word*> bells_;  // by rank; null: on another node
    Word* own_{nullptr};
    int ranks_here_{0};
    bool all_here_{false};
};

}  // namespace conclave::mpi
