#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/process.hpp"
#include "net/recorder.hpp"

namespace conclave::test {

/// A datagram that a process under test handed to the network.
struct Sent {
    ProcessId to;
    Channel channel;
    std::uint64_t number;
    Time stamp;
    Bytes body;

    /// Which of its port's messages it is: 0, 1, 2 ... as the port lists them.
    [[nodiscard]] std::size_t kind() const { return static_cast<std::size_t>(body.at(0)); }
    /// Its fields, read by a struct of the test's own: the wire format is part of the test.
    template <class Message>
    [[nodiscard]] Message as() const {
        return decode<Message>(view(body).subspan(1)).value();
    }
};

/// The wire image of a port's message: which one, then its fields.
template <class Message>
[[nodiscard]] Bytes image(std::size_t kind, Message const& message) {
    Bytes body;
    body.push_back(static_cast<std::byte>(kind));
    encode_to(body, message);
    return body;
}
[[nodiscard]] inline Bytes image(std::size_t kind) {
    Bytes body;
    body.push_back(static_cast<std::byte>(kind));
    return body;
}

/// One process driven by hand: the test is its network and its clock.
template <class StackType>
class LoneProcess {
public:
    using Make = std::function<std::unique_ptr<StackType>(Context&)>;

    /// Process `self` of `size`, started at time zero.
    LoneProcess(std::uint32_t self, std::uint32_t size, Make make, LocalClock clock = {},
                Seed seed = 1)
        : make_{[make = std::move(make)](Context& ctx) { return make(ctx); }},
          recorder_{{.all_layers = true}},
          process_{{process(self), size, seed}, make_, outbox_, storage_, &recorder_, clock} {
        process_.start(now_);
    }

    [[nodiscard]] Time now() const { return now_; }
    [[nodiscard]] Process& driver() { return process_; }
    [[nodiscard]] std::span<ChannelState const> channels() const { return process_.channels(); }
    [[nodiscard]] ChannelState const& channel(Channel c) const { return channels()[index(c)]; }
    [[nodiscard]] StackType& stack() { return *process_.stack<StackType>(); }
    StackType* operator->() { return process_.stack<StackType>(); }

    /// Time goes by: every timer runs out at its own moment.
    void pass(Duration duration) {
        Time const until = now_ + duration;
        while (process_.next_deadline() <= until) {
            now_ = std::max(now_, process_.next_deadline());
            process_.advance_to(now_);
        }
        now_ = until;
        process_.advance_to(now_);
    }

    /// A datagram arrives, now.
    void receive(ProcessId from, Channel channel, Bytes const& body, Time stamp = {}) {
        process_.receive(now_, {from, process_.self(), channel, ++numbers_, stamp, view(body)});
    }
    template <class Message>
    void receive(ProcessId from, Channel channel, std::size_t kind, Message const& message) {
        receive(from, channel, image(kind, message));
    }

    void crash() { process_.crash(now_); }
    void recover() { process_.recover(now_); }

    /// What it sent since this was last asked.
    [[nodiscard]] std::vector<Sent> sent() {
        std::vector<Sent> all;
        outbox_.drain([&all](Datagram const& d) {
            all.push_back({d.to, d.channel, d.number, d.stamp, to_bytes(d.body)});
        });
        return all;
    }

    [[nodiscard]] std::vector<Event> const& events() const { return recorder_.events(); }
    /// Its trace, or the events of one kind, as people read them.
    [[nodiscard]] std::vector<std::string> story(std::optional<Event::Kind> kind = {}) const {
        std::vector<std::string> lines;
        for (Event const& event : events())
            if (!kind || event.kind == *kind) lines.push_back(to_string(event));
        return lines;
    }

private:
    MakeStack make_;
    Outbox outbox_;
    MemoryStorage storage_;
    net::Recorder recorder_;
    Process process_;
    Time now_{};
    std::uint64_t numbers_{0};
};

}  // namespace conclave::test
