#pragma once

#include <string>
#include <string_view>

#include "core/decision.hpp"
#include "core/indication.hpp"

namespace conclave {

/// Leader election on request: start() begins an election, indication elected(p) tells its outcome.
class Election {
public:
    Election(Election const&) = delete;
    Election& operator=(Election const&) = delete;
    virtual ~Election() = default;

    /// `why` is for people: "p3 * starts an election: it has recovered".
    virtual void start(std::string_view why) = 0;
    void start() { start("it was asked to"); }
    /// The process is told that p, the leader so far, has crashed.
    virtual void leader_failed(ProcessId leader) = 0;
    /// True between the start of an election here and its outcome.
    [[nodiscard]] virtual bool electing() const = 0;

    Indication<"elected", ProcessId> elected;
    /// What an election decides on its way: the properties and the message counts speak of them.
    Decision<"starts an election"> starts;
    Decision<"wins"> wins;

protected:
    explicit Election(Context& ctx) : elected{ctx}, starts{ctx}, wins{ctx} {}

    void tell_start(std::string_view why) const {
        starts.in_words(std::string{starts.name} + ": " + std::string{why});
    }
};

}  // namespace conclave
