// Clock synchronisation: Cristian, Berkeley and NTP, against clocks that are wrong on purpose.
#include <conclave.hpp>

using namespace conclave;

int main(int argc, char** argv) {
    scenarios::ClockSynchronisation story;
    return app::main(
        scenarios::tell(
            {.name = "clock_sync",
             .summary = "synchronises clocks that are wrong (Cristian, Berkeley, NTP)",
             .description =
                 "A client asks a time server and measures how long the answer takes: half of that "
                 "is how old the answer is, more or less. Cristian does so five times in each "
                 "round, NTP trusts the quickest of its last eight samples, Berkeley's master asks "
                 "all and tells each how far it is from the average. Clocks are slewed, never set "
                 "back. By default all clocks but the server's are wrong by up to 50 ms and drift "
                 "by up to 50 ppm; the run shows each clock's error against the server's, and the "
                 "bound that the clock itself gave for it.",
             .modules = {"TimeSync", "CristianSync", "NtpSync", "BerkeleySync",
                         "LundeliusLynchSync", "TimeQuestions", "FairLossLink"},
             .examples = {"mpirun -np 4 ./clock_sync --algorithm ntp --skew 1:+30ms,-40ppm",
                          "./clock_sync simulate --crash 0@2s --recover 0@4s --csv errors.csv",
                          "./clock_sync simulate --algorithm berkeley -n 6 --skew 3:+10s"},
             .processes_max = 2000},
            story),
        argc, argv);
}
