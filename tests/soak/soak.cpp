// soak PROGRAM RUNS FIRST-SEED: what scripts/soak starts for each program.
#include "support/soak.hpp"

#include <cstdio>
#include <exception>
#include <string>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: soak PROGRAM RUNS FIRST-SEED\n", stderr);
        return 2;
    }
    try {
        auto const done = conclave::test::soak(argv[1], std::stoull(argv[3]), std::stoull(argv[2]));
        std::fputs(done.text().c_str(), stdout);
        return done.offences.empty() ? 0 : 1;
    } catch (std::exception const& error) {
        std::fprintf(stderr, "soak: %s: %s\n", argv[1], error.what());
        return 2;
    }
}
