#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/decision.hpp"
#include "core/indication.hpp"

namespace conclave {

/// Election on a ring: a process speaks to its neighbours alone, and nobody knows who is highest.
/// The places on the ring are those of the process ids; by which number a process stands for
/// election is another matter, its `identity`. Identities are different from each other.
///
/// Decision takes_part(identity): the process stands for election. Indication elected(p).
class RingElection {
public:
    using Identity = std::uint32_t;

    RingElection(RingElection const&) = delete;
    RingElection& operator=(RingElection const&) = delete;
    virtual ~RingElection() = default;

    /// The process stands for election, unless it already knows of somebody higher.
    /// `why` is for people: "p3 * takes part as number 7: p1 is lower".
    virtual void start(std::string_view why) = 0;
    void start() { start("it was asked to"); }

    Decision<"takes part", Identity> takes_part;
    Indication<"elected", ProcessId> elected;

protected:
    RingElection(Context& ctx, Identity identity)
        : takes_part{ctx}, elected{ctx}, identity_{identity} {}

    [[nodiscard]] Identity identity() const { return identity_; }
    void stand(std::string_view why) const {
        takes_part.in_words(
            "takes part as number " + std::to_string(identity_) + ": " + std::string{why},
            identity_);
    }

private:
    Identity identity_;
};

}  // namespace conclave
