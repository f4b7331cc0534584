#include "check/property.hpp"

#include <algorithm>
#include <utility>

namespace conclave::check {

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return "holds";
        case Verdict::violated: return "violated";
        case Verdict::inconclusive: return "inconclusive";
    }
    return {};
}

void Finding::violate(std::string witness) {
    if (witness_.empty()) witness_ = std::move(witness);
}

void Finding::leave_open(std::string reason) {
    if (open_.empty()) open_ = std::move(reason);
}

void Finding::fail_at_rest(History const& history, std::string witness) {
    if (history.at_rest())
        violate(std::move(witness));
    else
        leave_open("the run was cut off: " + witness);
}

Verdict Finding::verdict() const {
    if (!witness_.empty()) return Verdict::violated;
    return premises_ == 0 || !open_.empty() ? Verdict::inconclusive : Verdict::holds;
}

std::string Finding::reason() const {
    if (!witness_.empty()) return witness_;
    if (!open_.empty()) return open_;
    return premises_ == 0 ? "its premise was never true in this run" : "";
}

std::vector<Property> with_support(std::vector<Property> properties, std::vector<Property> below) {
    for (Property& property : below) {
        property.supporting = true;
        properties.push_back(std::move(property));
    }
    return properties;
}

std::vector<Judgement> judge(std::vector<Property> const& properties, History const& history) {
    std::vector<Judgement> judgements;
    for (Property const& property : properties)
        judgements.push_back(
            {property.id, property.name, property.judge(history), property.supporting});
    return judgements;
}

Verdict overall(std::vector<Judgement> const& judgements) {
    auto const any = [&](Verdict verdict) {
        return std::ranges::any_of(judgements, [&](Judgement const& j) {
            return j.counts() && j.finding.verdict() == verdict;
        });
    };
    if (any(Verdict::violated)) return Verdict::violated;
    if (judgements.empty() || any(Verdict::inconclusive)) return Verdict::inconclusive;
    return Verdict::holds;
}

}  // namespace conclave::check
