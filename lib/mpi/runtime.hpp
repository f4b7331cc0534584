#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/process.hpp"
#include "mpi/launch/session.hpp"
#include "net/run.hpp"

namespace conclave::mpi {

struct Options {
    /// Processes on each rank: process p lives on rank p / per_rank.
    std::uint32_t per_rank{1};
    /// Keep what happens, for the Outcome and for `show`. Off: no trace at all, as fast as it gets.
    bool keep_events{true};
    /// Keep every layer's messages and time-outs. Off: only the algorithm's, and every layer's
    /// indications.
    bool all_layers{false};
    /// Rank 0 reads lines from standard input and hands each to its first process as a request. The
    /// story is not over before the end of the input.
    bool read_stdin{false};
    /// Called on the reporting rank while the run goes on, with what happened anywhere, causes
    /// before effects, about a fifth of a second late. May be empty.
    std::function<void(Event const&)> show{};
    /// Called for what another rank had shown before it died, before `show` goes on. May be empty.
    std::function<void(Event const&)> told_before{};
    /// Called when everything before this time has been told, by another rank or here, with the
    /// number of messages that were lost in the whole run until about then. May be empty.
    std::function<void(Time until, bool by_another, std::uint64_t lost)> reach{};
};

/// What the reporting rank does with the outcome: check it, print it, and say with which status
/// every rank is to end.
using MakeReport = std::function<int(net::Outcome const&)>;

/// Carries out a run on MPI ranks: real clock, real messages, and real deaths where the session is
/// supervised.
///
/// The lowest rank that answers is the reporter: it gathers what happens everywhere, decides when
/// the story is over, and calls `report`. Should it die, or stand still, the next one takes its
/// place, with all it needs to know.
class Runtime {
public:
    /// Collective. `plan.processes` is at most session.size() times per_rank. Throws InputError on
    /// every rank if the ranks' stacks have different channels: they run different programs.
    Runtime(Session& session, net::RunPlan const& plan, MakeStack make_stack, Options options);
    Runtime(Runtime const&) = delete;
    Runtime& operator=(Runtime const&) = delete;
    ~Runtime();

    /// Runs to the end, calls `report` on one rank, and returns its status on every surviving rank;
    /// then Session::end is due. To be called once. Throws InputError where stable storage cannot
    /// be used.
    int run(MakeReport const& report);

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace conclave::mpi
