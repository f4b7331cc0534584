#pragma once

#include <string>

#include "support/swarm.hpp"

/// The command lines of the sweeps, drawn from a seed: what a failure prints is the run itself.
namespace conclave::test {

/// Crashes and recoveries always, the other faults by swarm.
inline std::string bully_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(3, 8);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --chaos" + swarm.network() +
                          swarm.split(n, swarm.from(0, 4));
    if (swarm.chance(0.5))
        command += " --starter " + swarm.one_of<std::string>({"all", "none", "0", "2"});
    return command;
}

/// The same without the bully's own options.
inline std::string omega_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 8);
    return "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
           " --algorithm omega --for 10min --chaos" + swarm.network() +
           swarm.split(n, swarm.from(0, 4));
}

/// Lines from everybody to everybody; splits heal, processes stand still for a while.
inline std::string links_command(std::string const& kind, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 5);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for " + (kind == "stubborn" ? "12s" : "10min") + " --link " + kind +
                          swarm.network() + swarm.split(n, 0);
    if (swarm.chance(0.3))
        command += " --pause " + std::to_string(swarm.from(0, n - 1)) + "@300ms..800ms";
    return command + " --lines 40 --every 50ms";
}

/// Rounds of events under a logical clock; wrong clocks, crashes and recoveries, over any link, as
/// far as the clock's assumptions allow.
inline std::string lamport_command(std::string const& clock, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --clock " + clock + swarm.network() + swarm.split(n, 0);
    if (clock != "differential" && swarm.chance(0.7))
        command += " --link " + swarm.one_of<std::string>({"perfect", "fifo", "fair-loss"});
    if (swarm.chance(0.5)) {
        command += " --skew 0:+" + std::to_string(swarm.from(1, 500)) + "ms,-200ppm --skew 1:-" +
                   std::to_string(swarm.from(1, 50)) + "ms,+100ppm";
    }
    if (swarm.chance(0.3)) {
        command += " --pause " + std::to_string(swarm.from(0, n - 1)) + "@300ms..800ms";
    } else if (swarm.chance(0.5)) {
        auto const p = std::to_string(swarm.from(0, n - 1));
        command += " --crash " + p + "@200ms";
        if (clock != "differential" && swarm.chance(0.8))
            command += " --recover " + p + "@500ms";
    }
    return command + " --rounds " + std::to_string(swarm.from(5, 60)) + " --every 15ms";
}

/// Wrong clocks and a network that loses nothing.
inline std::string lundelius_lynch_command(Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --algorithm lundelius-lynch --every 400ms --sample 50ms";
    if (swarm.chance(0.5)) command += " --duplicate " + std::to_string(swarm.from(1, 50)) + '%';
    if (swarm.chance(0.3)) command += " --reorder " + std::to_string(swarm.from(1, 50)) + '%';
    if (swarm.chance(0.5))
        command += " --delay " + swarm.one_of<std::string>({"0ms", "0ms..1ms", "5ms..40ms"});
    if (swarm.chance(0.3)) command += " --jitter " + swarm.one_of<std::string>({"50us", "3ms"});
    if (swarm.chance(0.2)) command += " --step";
    if (swarm.chance(0.3))
        command += " --skew " + std::to_string(swarm.from(0, n - 1)) + ":-" +
                   std::to_string(swarm.from(1, 900)) + "ms,+" +
                   std::to_string(swarm.from(0, 20'000)) + "ppm";
    return command;
}

/// Wrong clocks, crashes and recoveries, the network's faults by swarm; jitter and clocks of the
/// user's own now and then.
inline std::string clock_command(std::string const& algorithm, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 6);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --algorithm " + algorithm + " --every 400ms --sample 50ms" +
                          swarm.network() + swarm.split(n, swarm.from(0, 2));
    if (swarm.chance(0.3)) command += " --chaos";
    if (swarm.chance(0.3)) command += " --jitter " + swarm.one_of<std::string>({"50us", "3ms"});
    if (swarm.chance(0.2)) command += " --step";
    if (swarm.chance(0.3)) command += " --slew " + swarm.one_of<std::string>({"0.01", "0.9"});
    if (swarm.chance(0.3))
        command += " --skew " + std::to_string(swarm.from(0, n - 1)) + ":-" +
                   std::to_string(swarm.from(1, 900)) + "ms,+" +
                   std::to_string(swarm.from(0, 20'000)) + "ppm";
    if (swarm.chance(0.3)) command += " --server " + std::to_string(swarm.from(0, n - 1));
    return command;
}

/// Snapshots among work, on every topology; Chandy and Lamport's on FIFO links alone.
inline std::string snapshot_command(std::string const& algorithm, Seed seed) {
    Swarm swarm{seed};
    auto const n = swarm.from(2, 8);
    std::string command = "simulate -n " + std::to_string(n) + " --seed " + std::to_string(seed) +
                          " --for 10min --algorithm " + algorithm + swarm.network() +
                          " --workload " + swarm.one_of<std::string>({"game", "bank"}) +
                          " --topology " +
                          swarm.one_of<std::string>({"complete", "ring", "star", "random"});
    if (algorithm != "chandy-lamport") command += " --link perfect";
    if (swarm.chance(0.3)) command += swarm.split(n, 0);
    if (swarm.chance(0.3))
        command += " --pause " + std::to_string(swarm.from(0, n - 1)) + "@80ms..200ms";
    if (swarm.chance(0.3))  // several of one initiator, and of two at once
        command += " --start 0@50ms,0@52ms,1@52ms,0@100ms,1@101ms";
    return command + " --every " + swarm.one_of<std::string>({"5ms", "10ms", "20ms"});
}

}  // namespace conclave::test
