#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "check/property.hpp"

namespace conclave::test {

inline testing::AssertionResult has(check::Finding const& finding, check::Verdict verdict,
                                    std::string_view reason) {
    if (finding.verdict() != verdict)
        return testing::AssertionFailure()
               << "it is " << check::name_of(finding.verdict()) << ": " << finding.reason();
    if (finding.reason().find(reason) == std::string::npos)
        return testing::AssertionFailure()
               << "the reason is '" << finding.reason() << "', without '" << reason << "'";
    return testing::AssertionSuccess();
}

inline testing::AssertionResult holds(check::Finding const& finding) {
    return has(finding, check::Verdict::holds, "");
}
/// ... with these words in the witness.
inline testing::AssertionResult violated(check::Finding const& finding, std::string_view witness) {
    return has(finding, check::Verdict::violated, witness);
}
/// ... with these words in the reason.
inline testing::AssertionResult inconclusive(check::Finding const& finding,
                                             std::string_view reason) {
    return has(finding, check::Verdict::inconclusive, reason);
}

/// ... with these words in the reason.
inline testing::AssertionResult not_promised(check::Finding const& finding,
                                             std::string_view reason) {
    return has(finding, check::Verdict::not_promised, reason);
}

inline constexpr std::string_view no_premise = "its premise was never true";
inline constexpr std::string_view cut_short = "the run was cut off";

}  // namespace conclave::test
