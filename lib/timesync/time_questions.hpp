#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "core/decision.hpp"
#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "timesync/exchange.hpp"

namespace conclave {

/// Module       TimeQuestions: asks a server for exchanges of time stamps, and answers others;
///              uses FairLossLink
/// Source       Mills, RFC 5905, §8 (the on-wire protocol; the question's stamp names the answer)
/// Assumes      nothing of the link: who hears no answer asks again
/// Cost         2 messages for each exchange without loss
class TimeQuestions {
public:
    /// Takes a time stamp.
    using Stamp = std::function<Time()>;

    /// After `no_answer` the question is asked again, `tries` times in all.
    TimeQuestions(Context& ctx, Link& link, Stamp stamp, Duration no_answer, std::uint32_t tries)
        : asks_again{ctx},
          gives_up{ctx},
          ctx_{ctx},
          port_{ctx, link, *this},
          stamp_{std::move(stamp)},
          no_answer_max_{no_answer},
          tries_{tries} {}

    Decision<"asks again"> asks_again;
    /// After as many tries as it has.
    Decision<"gives up", ProcessId> gives_up;

    std::function<void(Exchange const&)> answered{};
    std::function<void()> unanswered{};

    void ask(ProcessId server) {
        server_ = server;
        tries_left_ = tries_;
        send();
    }

private:
    struct Question {
        Time sent{};
    };
    struct Answer {
        Time sent{};  // as the question said: which one it was
        Time received{};
        Time answered{};
    };
    using Port = conclave::Port<Link, TimeQuestions, Question, Answer>;
    friend Port;

    void upon(ProcessId from, Question const& question) {
        auto const received = stamp_();
        port_.send(from, Answer{question.sent, received, stamp_()});
    }

    void upon(ProcessId from, Answer const& answer) {
        // A second copy, or the answer to an earlier question, even of an earlier life.
        if (from != server_ || answer.sent != asked_) return;
        no_answer_.stop();
        asked_.reset();
        answered({answer.sent, answer.received, answer.answered, stamp_()});
    }

    void send() {
        --tries_left_;
        asked_ = stamp_();
        no_answer_.start(no_answer_max_);
        port_.send(server_, Question{*asked_});
    }

    void ask_again() {
        if (tries_left_ > 0) {
            asks_again();
            return send();
        }
        asked_.reset();
        gives_up.in_words(to_string(server_) + " does not answer", server_);
        unanswered();
    }

    Context& ctx_;
    Port port_;
    Stamp stamp_;
    Duration no_answer_max_;
    std::uint32_t tries_;
    std::uint32_t tries_left_{0};
    ProcessId server_{};
    std::optional<Time> asked_{};  // T1 of the question that waits for its answer
    Timer no_answer_{ctx_, "no answer", [this] { ask_again(); }};
};

}  // namespace conclave
