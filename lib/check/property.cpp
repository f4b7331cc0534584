#include "check/property.hpp"

#include <utility>

namespace conclave::check {

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return "holds";
        case Verdict::violated: return "violated";
        case Verdict::inconclusive: return "inconclusive";
        case Verdict::not_promised: return "not promised";
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

Finding& Finding::operator+=(Finding const& other) {
    premises_ += other.premises_;
    if (witness_.empty()) witness_ = other.witness_;
    if (open_.empty()) open_ = other.open_;
    return *this;
}

void Finding::excuse(std::string_view assumption, std::string_view how) {
    if (excuse_.empty() && failed())
        excuse_ = "it assumes " + std::string{assumption} + ", but " + std::string{how};
}

Verdict Finding::verdict() const {
    if (!excuse_.empty()) return Verdict::not_promised;
    if (!witness_.empty()) return Verdict::violated;
    return premises_ == 0 || !open_.empty() ? Verdict::inconclusive : Verdict::holds;
}

std::string Finding::reason() const {
    if (!excuse_.empty()) return excuse_ + "; " + (witness_.empty() ? open_ : "so " + witness_);
    if (!witness_.empty()) return witness_;
    if (!open_.empty()) return open_;
    return premises_ == 0 ? "its premise was never true in this run" : "";
}

std::vector<Property> assuming(std::vector<Assumption> const& assumptions,
                               std::vector<Property> properties) {
    for (Property& property : properties)
        property.assumes.insert(property.assumes.end(), assumptions.begin(), assumptions.end());
    return properties;
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
    for (Property const& property : properties) {
        Finding finding = property.judge(history);
        for (Assumption const& assumption : property.assumes) {
            if (!finding.failed()) break;
            if (auto const how = assumption.broken(history)) finding.excuse(assumption.name, *how);
        }
        judgements.push_back({property.id, property.name, std::move(finding), property.supporting});
    }
    return judgements;
}

Verdict overall(std::vector<Judgement> const& judgements) {
    auto worst = judgements.empty() ? Verdict::inconclusive : Verdict::holds;
    for (Judgement const& judgement : judgements)
        if (judgement.counts()) worst = worse(worst, judgement.finding.verdict());
    return worst;
}

}  // namespace conclave::check
