// Point-to-point links: fair-loss, stubborn, perfect and FIFO, carrying lines of text.
#include <conclave.hpp>

using namespace conclave;

int main(int argc, char** argv) {
    scenarios::LineExchange story;
    app::Program const words{
        .name = "links",
        .summary = "sends lines of text over the links of the textbook (Cachin et al., ch. 2)",
        .description =
            "The same lines over four kinds of link: a fair-loss link loses some, a stubborn link "
            "repeats all for ever, a perfect link delivers each exactly once, a FIFO link also in "
            "the order in which they were sent. Give it a lossy network (--loss 0.3) and compare "
            "the counts.",
        .modules = {"Messenger", "FifoPerfectLink", "PerfectLink", "StubbornLink", "FairLossLink"},
        .examples = {"mpirun -np 4 ./links --link fair-loss --loss 0.3",
                     "./links simulate -n 3 --link fifo --loss 0.3 --reorder 0.2",
                     "mpirun -np 3 ./links --script -     (then type: 1 hello)"},
        .processes_max = 1000};
    return app::main(scenarios::tell(words, story), argc, argv);
}
