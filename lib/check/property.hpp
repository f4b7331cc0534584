#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/history.hpp"

namespace conclave::check {

/// From good to bad.
enum class Verdict : std::uint8_t {
    holds,
    inconclusive,  ///< with the reason: the premise never held, or the run was cut off too early
    not_promised,  ///< it would be violated, or open, but what it assumes was broken in this run
    violated,      ///< with a witness
};
[[nodiscard]] constexpr Verdict worse(Verdict a, Verdict b) { return a < b ? b : a; }
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

    /// The same property in other cases.
    Finding& operator+=(Finding const& other);
    /// What is broken or open was not promised: the property assumes this, and it was broken so.
    void excuse(std::string_view assumption, std::string_view how);

    /// Without a premise nothing was checked, and nothing holds.
    [[nodiscard]] Verdict verdict() const;
    /// The witness of a violation, the reason of an inconclusive verdict, which assumption was
    /// broken and what came of it; else empty.
    [[nodiscard]] std::string reason() const;
    /// Of a violation, promised or not; else empty.
    [[nodiscard]] std::string const& witness() const { return witness_; }
    /// Whether a promise is broken or open.
    [[nodiscard]] bool failed() const { return !witness_.empty() || !open_.empty(); }
    [[nodiscard]] std::uint64_t premises() const { return premises_; }

private:
    std::uint64_t premises_{0};
    std::string witness_;
    std::string open_;
    std::string excuse_;
};

/// What a property assumes of the world, as a predicate over a run (see check/assumptions.hpp).
struct Assumption {
    std::string_view name;  ///< in the words of the box: "FIFO channels"
    /// Who broke it and when, in words; nothing where it held.
    std::function<std::optional<std::string>(History const&)> broken;
};

/// A property of a module's box, as a predicate over the history of a run.
struct Property {
    std::string_view id;    ///< "BE2"
    std::string_view name;  ///< "Agreement"
    std::function<Finding(History const&)> judge;
    /// Of a module below the one that the run is about: where its premise was never true, the run
    /// is judged without it.
    bool supporting{false};
    /// Where one of these was broken, nothing is promised: the verdict is `not_promised` instead of
    /// `violated`. What holds all the same holds.
    std::vector<Assumption> assumes{};
};

/// The properties, each with these assumptions added.
std::vector<Property> assuming(std::vector<Assumption> const& assumptions,
                               std::vector<Property> properties);
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

/// The worst verdict of those that count: violated, else not promised, else inconclusive, else
/// holds. No properties at all: inconclusive.
Verdict overall(std::vector<Judgement> const& judgements);

}  // namespace conclave::check
