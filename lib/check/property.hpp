#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "check/history.hpp"

namespace conclave::check {

enum class Verdict : std::uint8_t {
    holds,
    violated,      ///< with a witness
    inconclusive,  ///< with the reason: the premise never held, or the run was cut off too early
};
std::string_view name_of(Verdict verdict);

/// What a checker found out about one property in one run.
class Finding {
public:
    /// One more case in which the property's premise was true: it promises something here.
    void premise() { ++premises_; }
    /// A broken promise. The first witness is kept: it is the shortest history that shows it.
    void violate(std::string witness);
    /// A promise that is not kept yet, in a run that was cut off or of which too little is known.
    void leave_open(std::string reason);
    /// A promise of the kind "in the end ...": violated if the run came to rest, else open.
    void fail_at_rest(History const& history, std::string witness);

    /// Without a premise nothing was checked, and nothing holds.
    [[nodiscard]] Verdict verdict() const;
    /// The witness of a violation, the reason of an inconclusive verdict, else empty.
    [[nodiscard]] std::string reason() const;
    [[nodiscard]] std::uint64_t premises() const { return premises_; }

private:
    std::uint64_t premises_{0};
    std::string witness_;
    std::string open_;
};

/// A property of a module's box, as a predicate over the history of a run.
struct Property {
    std::string_view id;    ///< "BE2"
    std::string_view name;  ///< "Agreement"
    std::function<Finding(History const&)> judge;
    /// Of a module below the one that the run is about: where its premise was never true, the run
    /// is judged without it.
    bool supporting{false};
};

/// The properties that the run is about, and those of the modules below it.
std::vector<Property> with_support(std::vector<Property> properties, std::vector<Property> below);

struct Judgement {
    std::string_view id;
    std::string_view name;
    Finding finding;
    bool supporting{false};

    /// Whether the verdict of the run depends on it.
    [[nodiscard]] bool counts() const { return !supporting || finding.premises() > 0; }
};

std::vector<Judgement> judge(std::vector<Property> const& properties, History const& history);

/// Violated if any is; else inconclusive if any is; else holds. No properties at all:
/// inconclusive.
Verdict overall(std::vector<Judgement> const& judgements);

}  // namespace conclave::check
