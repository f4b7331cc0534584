#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/process_id.hpp"
#include "core/random.hpp"

namespace conclave::test {

/// A random execution of n processes, and by definition which event happened before which: an
/// event of one's own, a sending, a receipt, each with even chance. Messages overtake each other
/// unless they are `fifo`, and none is lost.
class Execution {
public:
    struct Event {
        ProcessId process{};
        std::optional<std::size_t> cause{};  ///< of a receipt: the sending
        std::optional<ProcessId> to{};       ///< of a sending
    };

    Execution(std::uint32_t n, std::size_t length, Seed seed, bool fifo = false) {
        Random random{seed, 0};
        std::vector<std::deque<std::size_t>> under_way(std::size_t{n} * n);  // sendings, by pair
        while (events_.size() < length) {
            auto const p = static_cast<std::uint32_t>(random.below(n));
            auto const q = static_cast<std::uint32_t>(random.below(n));
            auto const what = random.below(3);
            if (what == 0) {
                add({.process = ProcessId{p}});
            } else if (what == 1) {
                under_way[p * n + q].push_back(events_.size());
                add({.process = ProcessId{p}, .to = ProcessId{q}});
            } else if (auto& mail = under_way[q * n + p]; !mail.empty()) {
                auto const which = fifo ? 0 : random.below(mail.size());
                auto const sending = mail.begin() + static_cast<std::ptrdiff_t>(which);
                add({.process = ProcessId{p}, .cause = *sending});
                mail.erase(sending);
            }
        }
    }

    /// Causes before effects.
    [[nodiscard]] std::vector<Event> const& events() const { return events_; }
    /// "e happened before f": the definition, by a step of the process or a message, and on.
    [[nodiscard]] bool happened_before(std::size_t e, std::size_t f) const { return past_[f][e]; }

private:
    void add(Event event) {
        std::vector<bool> past(events_.size() + 1);
        auto const take_in = [&](std::size_t e) {
            past[e] = true;
            for (std::size_t i = 0; i < past_[e].size(); ++i)
                if (past_[e][i]) past[i] = true;
        };
        for (std::size_t e = 0; e < events_.size(); ++e)
            if (events_[e].process == event.process) take_in(e);
        if (event.cause) take_in(*event.cause);
        for (auto& earlier : past_) earlier.resize(events_.size() + 1);
        past_.push_back(std::move(past));
        events_.push_back(event);
    }

    std::vector<Event> events_;
    std::vector<std::vector<bool>> past_;  // of each event, which others
};

}  // namespace conclave::test
