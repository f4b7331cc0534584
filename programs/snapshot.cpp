// Global snapshots of a running system: Chandy-Lamport, Lai-Yang and Mattern.
#include <conclave.hpp>

using namespace conclave;

int main(int argc, char** argv) {
    scenarios::GlobalState story;
    app::Program const words{
        .name = "snapshot",
        .summary = "records the state of a whole running system (Chandy, Lamport 1985)",
        .description =
            "Players of a game, or accounts of a bank, send each other actions that change the "
            "receiver's state. While they go on, a process starts a snapshot: each process records "
            "its own state, and for each incoming channel the messages that were in flight. The "
            "parts fit together: no message was received before the cut and sent after it, and "
            "nothing is lost or made. By default one snapshot is taken after a third of the work, "
            "and two at once after two thirds. On a fast network little is in flight; give it "
            "delays: --delay 0ms..50ms.",
        .modules = {"ChandyLamport", "LaiYang", "Mattern", "Game", "Bank", "FifoPerfectLink",
                    "PerfectLink", "FairLossLink"},
        .examples = {"mpirun -np 8 ./snapshot --workload bank --delay 0ms..50ms",
                     "./snapshot simulate -n 4 --topology ring --save snapshots/",
                     "./snapshot simulate --link perfect --reorder 0.3   (no FIFO: inconsistent)"},
        .processes_max = 1000};
    return app::main(scenarios::tell(words, story), argc, argv);
}
