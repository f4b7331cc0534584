#include "core/process.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "core/timer.hpp"

namespace conclave {
namespace {

// Whom a broken invariant is reported for. The only variable in core/ that is not in an object: it
// is read by nobody but the last words of a program that is about to abort.
thread_local Process const* at_work = nullptr;

}  // namespace

class Process::AtWork {
public:
    AtWork(Process& process, Time now) : before_{std::exchange(at_work, &process)} {
        process.context_.advance(now);
    }
    AtWork(AtWork const&) = delete;
    AtWork& operator=(AtWork const&) = delete;
    ~AtWork() { at_work = before_; }

    static void last_words() {
        if (!at_work) return;
        Context const& ctx = at_work->context_;
        std::fprintf(stderr, "  process %s, time %s, seed %llu\n", to_string(ctx.self()).c_str(),
                     to_string(ctx.now_.time_since_epoch()).c_str(),
                     static_cast<unsigned long long>(ctx.identity_.seed));
        if (!ctx.sink_) return;
        for (std::string const& line : ctx.sink_->last_lines())
            std::fprintf(stderr, "  %s\n", line.c_str());
    }

private:
    Process const* before_;
};

void broken_invariant(char const* condition, char const* why, char const* file, int line) {
    std::fprintf(stderr, "broken invariant: %s (%s) at %s:%d\n", why, condition, file, line);
    Process::AtWork::last_words();
    std::abort();
}

Process::Process(Identity identity, MakeStack const& make_stack, Outbox& outbox, Storage& storage,
                 TraceSink* sink, LocalClock clock)
    : make_stack_{make_stack}, context_{identity, outbox, storage, sink, clock} {}

Process::~Process() = default;

void Process::start(Time now) {
    AtWork const guard{*this, now};
    stack_ = make_stack_(context_);
    stack_->start();
}

void Process::receive(Time now, Datagram const& datagram) {
    if (!alive()) return;
    AtWork const guard{*this, now};
    context_.dispatch(datagram);
}

void Process::advance_to(Time now) {
    AtWork const guard{*this, now};
    auto& timers = context_.timers_;
    // A timer that is started anew with no delay runs out at the next call, so that this loop ends.
    auto const started_before = context_.timers_started_;
    while (!timers.empty()) {
        Timer& soonest = **timers.begin();
        if (soonest.deadline_ > context_.local_now_ || soonest.order_ >= started_before) break;
        soonest.run_out();
    }
}

void Process::request(Time now, std::string_view line) {
    if (!alive()) return;
    AtWork const guard{*this, now};
    context_.mark_active();
    stack_->request(line);
}

void Process::crash(Time now) {
    if (!alive()) return;
    note(now, Event::Kind::crash, "crashes");
    AtWork const guard{*this, now};
    stack_.reset();
    for (ChannelState& channel : context_.channels_) channel.receiver = nullptr;
    context_.opened_ = 0;
}

void Process::recover(Time now) {
    if (alive()) return;
    note(now, Event::Kind::recovery, "recovers");
    AtWork const guard{*this, now};
    stack_ = make_stack_(context_);
    stack_->recover();
}

void Process::note(Time now, Event::Kind kind, std::string_view what) {
    AtWork const guard{*this, now};
    context_.mark_active();
    context_.record({.kind = kind, .peer = self(), .what = std::string{what}});
}

void Process::note_lost(Time now, Datagram const& datagram) {
    if (!context_.tracing()) return;
    AtWork const guard{*this, now};
    ChannelState const& channel = context_.channel(datagram.channel);
    MessageKind const& kind = channel.kinds[static_cast<std::size_t>(datagram.body[0])];
    context_.record({.kind = Event::Kind::lost,
                     .layer = channel.layer,
                     .channel = datagram.channel,
                     .peer = datagram.to,
                     .number = datagram.number,
                     .what = std::string{kind.name},
                     .body = to_bytes(datagram.body.subspan(1)),
                     .show_body = kind.show});
}

Time Process::next_deadline() const {
    if (context_.timers_.empty()) return never;
    return context_.clock_.when((*context_.timers_.begin())->deadline_);
}

std::optional<ProcessId> Process::leader() const {
    return stack_ ? stack_->leader() : std::nullopt;
}

}  // namespace conclave
