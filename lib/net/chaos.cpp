#include "net/chaos.hpp"

namespace conclave::net {

std::vector<Action> chaos(std::uint32_t n, Seed seed, Duration calm_after) {
    constexpr std::uint64_t stream = 0x6368616F73;  // "chaos": apart from every process's stream
    Random random{seed, stream};
    ProcessId const survivor = process(static_cast<std::size_t>(random.below(n)));
    // A third of the crashes are in the middle of a handler, most of these after a send.
    auto const point = [&random]() -> std::optional<CrashPoint> {
        if (!random.chance(1.0 / 3)) return std::nullopt;
        auto const after = random.chance(0.75) ? CrashPoint::After::send : CrashPoint::After::put;
        return CrashPoint{after, 1 + random.below(3)};
    };
    std::vector<Action> actions;
    for (ProcessId p : ProcessRange{0, n}) {
        Time at{};
        bool up = true;
        for (int crashes = 0; crashes < 2 && up && random.chance(0.5); ++crashes) {
            at += random.between(std::chrono::milliseconds{1}, calm_after / 5);
            actions.push_back({Action::Kind::crash, p, at, point()});
            up = p == survivor || random.chance(0.75);
            if (!up) break;
            at += random.between(std::chrono::milliseconds{1}, calm_after / 5);
            actions.push_back({Action::Kind::recover, p, at});
        }
    }
    for (Action& action : actions) action.drawn = true;
    return actions;
}

std::map<ProcessId, LocalClock> wrong_clocks(std::uint32_t n, Seed seed, ProcessId right,
                                             Duration offset_max, std::uint32_t drift_max_ppm) {
    constexpr std::uint64_t stream = 0x636C6F636BULL;  // "clock": apart from every process's stream
    Random random{seed, stream};
    std::map<ProcessId, LocalClock> clocks;
    for (ProcessId p : ProcessRange{0, n}) {
        Duration const offset = random.between(-offset_max, offset_max);
        auto const drift = static_cast<std::int64_t>(random.below(2 * drift_max_ppm + 1));
        if (p != right) clocks[p] = {offset, drift - drift_max_ppm};
    }
    return clocks;
}

}  // namespace conclave::net
