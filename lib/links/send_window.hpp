#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "core/time.hpp"

namespace conclave {

/// How a link repeats what is not acknowledged.
struct RepetitionOptions {
    /// Silence after which what is unacknowledged is sent again. More: less traffic; less: faster
    /// past a loss. Choose a little over the usual round trip.
    Duration resend_after{std::chrono::milliseconds{25}};
    /// Each repetition without an answer waits half as long again, up to this. More: less traffic
    /// towards a dead process; less: faster past several losses in a row.
    Duration resend_max{std::chrono::milliseconds{100}};
    /// How many messages to one peer may be unacknowledged; further ones wait their turn. 1 ..
    /// 2^20.
    std::uint64_t window{256};

    /// From the next repetition to the one after it.
    [[nodiscard]] Duration longer(Duration interval) const {
        return std::min(interval + interval / 2, resend_max);
    }
};

/// What one peer has not acknowledged: letters numbered 1, 2, 3 ..., of which at most a window is
/// under way; later ones wait. It says when to send which of them, and sends nothing itself.
template <class Letter>
class SendWindow {
public:
    using Sequence = std::uint64_t;

    explicit SendWindow(RepetitionOptions const& options) : options_{options} {}

    void add(Letter letter) { waiting_.push_back(std::move(letter)); }

    /// Calls `send(sequence, letter)` for each waiting letter that the window has room for.
    template <class Send>
    void send_waiting(Time now, Send const& send) {
        while (!waiting_.empty() && has_room()) {
            Sequence const sequence = next_++;
            auto const [i, added] = unacknowledged_.try_emplace(
                sequence, Sent{std::move(waiting_.front()), options_.resend_after});
            waiting_.pop_front();
            note_sending(i->second, now);
            send(sequence, i->second.letter);
        }
    }

    /// Calls `send(sequence, letter)` for each unacknowledged letter whose time has come; each has
    /// more time until it is due again.
    template <class Send>
    void send_due(Time now, Send const& send) {
        if (resend_at_ > now) return;
        resend_at_ = never;
        for (auto& [sequence, sent] : unacknowledged_) {
            if (sent.resend_at > now) {
                resend_at_ = std::min(resend_at_, sent.resend_at);
                continue;
            }
            sent.interval = options_.longer(sent.interval);
            note_sending(sent, now);
            send(sequence, sent.letter);
        }
    }

    /// False if it was acknowledged before, or never sent.
    bool acknowledge(Sequence sequence) {
        if (unacknowledged_.erase(sequence) == 0) return false;
        // The others stay due when they were: an acknowledgement must not put them off.
        if (unacknowledged_.empty()) resend_at_ = never;
        return true;
    }

    [[nodiscard]] bool all_acknowledged() const { return unacknowledged_.empty(); }
    /// The first that is unacknowledged; there must be one.
    [[nodiscard]] Sequence oldest() const { return unacknowledged_.begin()->first; }
    /// Nothing is due before this; `never` if nothing is unacknowledged.
    [[nodiscard]] Time resend_at() const { return resend_at_; }

private:
    struct Sent {
        Letter letter;
        Duration interval;  // to its next repetition
        Time resend_at{never};
    };

    [[nodiscard]] bool has_room() const {
        return unacknowledged_.empty() || next_ - oldest() < options_.window;
    }
    void note_sending(Sent& sent, Time now) {
        sent.resend_at = now + sent.interval;
        resend_at_ = std::min(resend_at_, sent.resend_at);
    }

    RepetitionOptions options_;
    Sequence next_{1};
    std::map<Sequence, Sent> unacknowledged_{};
    std::deque<Letter> waiting_{};  // for a place in the window
    Time resend_at_{never};
};

}  // namespace conclave
