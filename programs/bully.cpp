// Leader election: the live process of highest id bullies its way to the top.
#include <conclave.hpp>

using namespace conclave;

int main(int argc, char** argv) {
    scenarios::LeaderElection story;
    app::Program const words{
        .name = "bully",
        .summary = "elects the live process of highest id (Garcia-Molina 1982)",
        .description =
            "A process that misses the leader challenges all processes above it. Who is challenged "
            "answers, and challenges in turn; who hears no answer wins, and tells everybody below. "
            "By default a random process starts; at 2 s the leader crashes, a failure detector "
            "notices, and the next highest takes over; at 4 s the old leader recovers and takes "
            "its place again.",
        .modules = {"BullyElection", "LeaderMonitor", "MonarchicalLeaderDetector",
                    "EventuallyPerfectFailureDetector", "Heartbeats", "PerfectLink",
                    "FairLossLink"},
        .examples = {"mpirun -np 8 ./bully --kill 7@2s",
                     "./bully simulate -n 5 --loss 0.2 --seed 3",
                     "./bully sweep -n 6 --chaos --loss 10% --seeds 10000"},
        .processes_max = 2000};
    return app::main(scenarios::tell(words, story), argc, argv);
}
