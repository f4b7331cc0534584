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

// The one place of the library that catches something: a crash in the middle of a handler leaves it
// by the shortest way, and nothing of it happens any more.
template <class Do>
void Process::handle(Time now, Do const& act) {
    try {
        AtWork const guard{*this, now};
        act();
        auto& pending = context_.pending_;
        while (!pending.empty()) {
            auto* const next = pending.front();
            pending.pop_front();
            next->tell_next();
        }
    } catch (CrashedInHandler const&) {
        note(now, Event::Kind::crash, "crashes in the middle of what it does");
        end_life(now);
    }
    context_.storage_.sync();  // before the driver takes away what was sent
}

std::vector<ChannelState> Process::channels_of(Identity identity, MakeStack const& make_stack) {
    Outbox outbox;
    MemoryStorage storage;
    Context context{identity, outbox, storage, nullptr, {}};
    auto const stack = make_stack(context);
    return context.channels_;
}

void Process::start(Time now) {
    handle(now, [this] {
        stack_ = make_stack_(context_);
        stack_->start();
    });
}

void Process::receive(Time now, Datagram const& datagram) {
    if (!alive()) return;
    handle(now, [&] { context_.dispatch(datagram); });
}

void Process::advance_to(Time now) {
    AtWork const guard{*this, now};
    auto& timers = context_.timers_;
    // A timer that is started anew with no delay runs out at the next call, so that this loop ends.
    auto const started_before = context_.timers_started_;
    while (!timers.empty()) {
        Timer& soonest = **timers.begin();
        if (soonest.deadline_ > context_.local_now_ || soonest.order_ >= started_before) break;
        handle(now, [&] { soonest.run_out(); });
    }
}

void Process::request(Time now, std::string_view line) {
    if (!alive()) return;
    handle(now, [&] {
        context_.mark_active();
        stack_->request(line);
    });
}

void Process::crash(Time now) {
    if (!alive()) return;
    note(now, Event::Kind::crash, "crashes");
    end_life(now);
}

void Process::end_life(Time now) {
    AtWork const guard{*this, now};
    stack_.reset();
    for (ChannelState& channel : context_.channels_) channel.receiver = nullptr;
    context_.opened_ = 0;
    context_.pieces_ = 0;
    context_.subject_begins_ = 0;
    context_.pending_.clear();
    context_.crash_point_.reset();
}

void Process::recover(Time now) {
    if (alive()) return context_.crash_point_.reset();
    note(now, Event::Kind::recovery, "recovers");
    handle(now, [this] {
        stack_ = make_stack_(context_);
        stack_->recover();
    });
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

std::optional<ProcessId> Process::bearer(std::string_view role) const {
    return stack_ ? stack_->bearer(role) : std::nullopt;
}

}  // namespace conclave
