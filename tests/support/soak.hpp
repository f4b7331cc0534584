#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/property.hpp"
#include "core/random.hpp"

namespace conclave::test {

/// What befalls a run of the soak. Each alone, since one fault can hide what another would show,
/// and several at once.
enum class Trouble : std::uint8_t {
    none,
    network,
    crashes,
    handlers,
    split,
    pause,
    drift,
    several
};
inline constexpr std::array troubles{Trouble::none,     Trouble::network, Trouble::crashes,
                                     Trouble::handlers, Trouble::split,   Trouble::pause,
                                     Trouble::drift,    Trouble::several};
std::string_view name_of(Trouble trouble);

/// One run that chance chose: the words after the program's name.
struct SoakRun {
    Trouble trouble{};
    std::string words;
};

/// The run of this seed. All options of the programs that ship are drawn; of another program, the
/// faults alone.
SoakRun soak_run(std::string_view program, Seed seed);

/// How many runs came out how.
struct Verdicts {
    std::array<std::uint64_t, 4> runs{};  // by check::Verdict

    [[nodiscard]] std::uint64_t of(check::Verdict verdict) const {
        return runs[static_cast<std::size_t>(verdict)];
    }
    [[nodiscard]] std::uint64_t all() const;
};

/// A broken promise, or a row of theory that is not so, and the command that shows it.
struct Offence {
    std::string what;
    std::string command;
};

/// What many runs of one program came to.
struct Soak {
    std::string program;
    std::map<Trouble, Verdicts> verdicts{};
    std::map<std::string, std::uint64_t> premises{};  ///< by property: the runs in which it had any
    std::uint64_t rows{0};                            ///< of theory, that applied
    std::vector<Offence> offences{};

    /// A table, a line for the premises, and one for each offence.
    [[nodiscard]] std::string text() const;
};

/// Plays the runs of these seeds. What ends otherwise than by its story being over, or by the limit
/// of a story that has no end, is an offence too.
Soak soak(std::string_view program, Seed first, std::uint64_t runs);

}  // namespace conclave::test
