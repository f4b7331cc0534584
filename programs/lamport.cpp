// Logical clocks: what happened before what, told without a common clock.
#include <conclave.hpp>

using namespace conclave;

int main(int argc, char** argv) {
    scenarios::EventRounds story;
    app::Program const words{
        .name = "lamport",
        .summary = "stamps events with logical clocks (Lamport 1978, and those after him)",
        .description =
            "In each round a process has an event of its own or sends a message to another one, "
            "chosen at random. Every event ticks the process's logical clock, each message carries "
            "its sender's, and who receives it sets its own past it: causes have smaller stamps "
            "than their effects. A vector clock also tells the converse: stamps that are not "
            "ordered belong to events of which neither knew of the other. The run is held against "
            "the causality that was recorded. (A clock without what it needs is caught: try "
            "--clock differential --link perfect --reorder 0.5 --rounds 40 --every 10ms.)",
        .modules = {"Chatter", "StampedLink", "LamportClock", "VectorClock",
                    "DifferentialVectorClock", "MatrixClock", "HybridClock", "FifoPerfectLink",
                    "PerfectLink", "FairLossLink"},
        .examples = {"mpirun -np 3 ./lamport --clock vector",
                     "./lamport simulate --clock hybrid --skew 1:+15ms,0ppm --every 10ms",
                     "./lamport sweep -n 5 --clock matrix --loss 20% --seeds 1000"},
        .processes = 3};
    return app::main(scenarios::tell(words, story), argc, argv);
}
