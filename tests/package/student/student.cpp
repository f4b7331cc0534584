// A student's own algorithm and its program, against an installed Conclave: election on a ring.
#include <conclave.hpp>

using namespace conclave;

/// Module       RingElection: uses PerfectLink
/// Source       Chang and Roberts 1979
/// Properties   RE1 Agreement  all processes elect the process of highest id
/// Cost         at most n(n+1)/2 messages, and n to announce the leader
class RingElection {
public:
    RingElection(Context& ctx, Link& link) : elected{ctx}, ctx_{ctx}, port_{ctx, link, *this} {}

    void start() { port_.send(ctx_.next(), Candidate{ctx_.self()}); }

    Indication<"elected", ProcessId> elected;

private:
    struct Candidate { ProcessId id{}; };
    struct Leader { ProcessId id{}; };
    using Port = conclave::Port<Link, RingElection, Candidate, Leader>;
    friend Port;

    void upon(ProcessId, Candidate const& candidate) {
        if (candidate.id > ctx_.self()) port_.send(ctx_.next(), candidate);
        if (candidate.id == ctx_.self()) port_.send(ctx_.next(), Leader{ctx_.self()});  // all round
    }
    void upon(ProcessId, Leader const& leader) {
        if (leader.id != ctx_.self()) port_.send(ctx_.next(), leader);
        elected(leader.id);
    }

    Context& ctx_;
    Port port_;
};

struct RingStack final : Stack {
    explicit RingStack(Context& ctx) : link{ctx}, perfect{ctx, link}, election{ctx, perfect} {}
    void start() override { election.start(); }

    FairLossLink link;
    PerfectLink perfect;
    RingElection election;
};

check::Finding agreement(check::History const& history) {
    check::Finding finding;
    finding.premise();
    if (check::agreed_leader(history, &RingElection::elected) != process(history.size() - 1))
        finding.fail_at_rest(history, "not everybody follows the highest process");
    return finding;
}

int main(int argc, char** argv) {
    return app::main(
        {.name = "student",
         .summary = "election on a ring (Chang and Roberts 1979)",
         .description = "Each process sends its id round; only the highest comes back.",
         .modules = {"PerfectLink", "FairLossLink"},
         .examples = {"mpirun -np 5 ./student", "./student simulate -n 8 --loss 0.2",
                      "./student sweep --seeds 1000"},
         .make_stack = app::stack<RingStack>,
         .properties = app::always({{"RE1", "Agreement", agreement}})},
        argc, argv);
}
