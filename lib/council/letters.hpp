#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/wire.hpp"
#include "council/archive.hpp"
#include "council/membership.hpp"
#include "net/run.hpp"

namespace conclave::council {

/// How far a run has come, the same for all ranks but for the time that the news takes.
enum class Phase : std::uint8_t {
    running,
    finishing,  ///< the processes stand still, the collectors gather what is missing
    reporting,  ///< the reporter is busy with the report
    leaving,    ///< the status is known
};

/// How the run ends, as far as it has come.
struct Ending {
    Phase phase{Phase::running};
    net::Outcome::End end{};
    Time ended_at{};
    int status{0};                            ///< with which all end
    bool orderly{false};                      ///< all end together, and can call MPI_Finalize
    std::vector<std::uint8_t> left_behind{};  ///< by rank: 1 if it is there, but did not answer
};

/// What a collector tells all ranks.
struct Order {
    Attendance attendance{};
    Ending ending{};
    Time told{};                        ///< the story up to there
    std::vector<std::uint64_t> have{};  ///< by rank: how many of its events the collector holds
};

/// What a rank tells the collectors.
struct Bulletin {
    Attendance attendance{};
    bool interrupted{false};
    bool leaving{false};  ///< this is its last one
    std::vector<Installment> installments{};
};

/// A letter on its way: a byte that says which of them it is, and its fields.
using Letter = std::vector<std::byte>;
[[nodiscard]] Letter write(Order const& order);
[[nodiscard]] Letter write(Bulletin const& bulletin);
/// Nothing if the letter makes no sense.
[[nodiscard]] std::variant<std::monostate, Order, Bulletin> read(BytesView letter);

}  // namespace conclave::council
