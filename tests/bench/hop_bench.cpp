// mpirun -np 2: one typed 8-byte message through a fair-loss link, one way, against MPI_Send and
// MPI_Recv. mpirun -np 32: the same on a ring, where most ranks wait for a core.

#include <memory>
#include <mpi.h>

#include "core/port.hpp"
#include "links/fair_loss_link.hpp"
#include "mpi/launch/session.hpp"
#include "mpi/runtime.hpp"
#include "stopwatch.hpp"

namespace {

using namespace conclave;

/// A token goes round all processes; p0 measures the rounds. With two processes: ping-pong.
class Ring final : public Stack {
public:
    struct Measure {
        int rounds;
        double seconds_a_hop{0};
    };

    Ring(Context& ctx, Measure& measure)
        : ctx_{ctx}, link_{ctx}, port_{ctx, link_, *this}, measure_{measure} {}

    void start() override {
        if (first()) hand_on(Token{});
    }
    [[nodiscard]] bool done() const override { return !first() || measure_.seconds_a_hop > 0; }

private:
    struct Token {
        std::uint64_t hops{0};
    };
    using Port = conclave::Port<Link, Ring, Token>;
    friend Port;

    [[nodiscard]] bool first() const { return index(ctx_.self()) == 0; }

    void upon(ProcessId, Token const& token) {
        if (!first()) return hand_on(Token{token.hops + 1});
        int const warm_up = measure_.rounds / 10;
        if (++round_ == warm_up) watch_ = {};
        if (round_ == measure_.rounds) {
            double const hops = (measure_.rounds - warm_up) * double(ctx_.everyone().size());
            measure_.seconds_a_hop = watch_.seconds() / hops;
            return;
        }
        hand_on(Token{token.hops + 1});
    }
    void hand_on(Token const& token) {
        port_.send(process((index(ctx_.self()) + 1) % ctx_.everyone().size()), token);
    }

    Context& ctx_;
    FairLossLink link_;
    Port port_;
    Measure& measure_;
    int round_{0};
    bench::Stopwatch watch_;
};

double raw_seconds_a_hop(int rank, int size, int rounds) {
    std::uint64_t token = 0;
    int const next = (rank + 1) % size;
    int const previous = (rank + size - 1) % size;
    auto const send = [&] { MPI_Send(&token, 8, MPI_BYTE, next, 0, MPI_COMM_WORLD); };
    auto const receive = [&] {
        MPI_Recv(&token, 8, MPI_BYTE, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    };
    int const warm_up = rounds / 10;
    bench::Stopwatch watch;
    for (int round = 0; round < rounds; ++round) {
        if (round == warm_up) watch = {};
        if (rank == 0) send();
        receive();
        if (rank != 0) send();
    }
    return watch.seconds() / ((rounds - warm_up) * double(size));
}

}  // namespace

int main(int argc, char** argv) {
    bool const pair = argc < 2;
    int const rounds = pair ? 200'000 : std::atoi(argv[1]);
    mpi::Session session;
    auto const before = raw_seconds_a_hop(session.rank(), session.size(), rounds);

    Ring::Measure measure{rounds};
    net::RunPlan const plan{.processes = static_cast<std::uint32_t>(session.size()),
                            .settle = std::chrono::milliseconds{1}};
    mpi::Runtime runtime{session,
                         plan,
                         [&](Context& ctx) { return std::make_unique<Ring>(ctx, measure); },
                         {.keep_events = false}};
    runtime.run([](net::Outcome const&) { return 0; });
    if (session.first()) {
        auto const us = [](double seconds) { return seconds * 1e6; };
        bench::print_row(pair ? "one way, 8 bytes, 2 ranks" : "one hop, 8 bytes, ring of 32 ranks",
                         us(measure.seconds_a_hop), pair ? "MPI_Send/Recv" : "MPI_Recv ring",
                         us(before), "us", pair ? "at most 2.00" : "at most 1.00");
    }
    return session.end(0);
}
