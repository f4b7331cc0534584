#include "mpi/runtime.hpp"

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "mpi/runtime_loop.hpp"

namespace conclave::mpi {
namespace {

/// What the ranks must have in common for their messages to mean the same: the channels with their
/// messages.
std::string channel_table(net::RunPlan const& plan, MakeStack const& make_stack) {
    std::string table;
    Identity const first{process(0), plan.processes, plan.seed};
    for (ChannelState const& channel : Process::channels_of(first, make_stack)) {
        table += channel.module;
        for (MessageKind const& kind : channel.kinds) (table += '/') += kind.name;
        table += ' ';
    }
    return table;
}

}  // namespace

Runtime::Runtime(Session& session, net::RunPlan const& plan, MakeStack make_stack,
                 Options options) {
    session.agree("modules", channel_table(plan, make_stack));
    loop_ = std::make_unique<Loop>(session, plan, std::move(make_stack), std::move(options));
}

Runtime::~Runtime() = default;

int Runtime::run(MakeReport const& report) {
    int const status = loop_->run(report);
    loop_.reset();  // before MPI_Finalize
    return status;
}

}  // namespace conclave::mpi
