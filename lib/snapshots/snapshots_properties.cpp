#include "snapshots/snapshots_properties.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/said.hpp"
#include "workloads/bank.hpp"

namespace conclave::check {
namespace {

constexpr std::size_t unknown = SIZE_MAX;

/// A message of the application: where its sending and its receipt stand in the history.
struct Carried {
    Message message{};
    std::size_t sent{unknown};
    std::size_t received{unknown};

    /// "Transfer(5) #2"
    [[nodiscard]] std::string text() const {
        Event const& event = message.event();
        return event.what + '(' + event.arguments() + ") #" + std::to_string(event.number);
    }
    [[nodiscard]] bool crosses(SnapshotPart const& at_sender,
                               SnapshotPart const& at_receiver) const {
        return sent < at_sender.cut && received > at_receiver.cut;
    }
};
/// By (from, to), channel and number.
using Pair = std::pair<ProcessId, ProcessId>;
using Channels = std::map<Pair, std::map<LocalSnapshot::MessageName, Carried>>;

/// The run up to the first crash, which is all that the properties speak of: a prefix of events in
/// causal order is itself a possible history.
struct CrashFreeRun {
    History const& history;
    SnapshotRules const& rules;
    std::vector<GlobalSnapshot> snapshots;
    Channels channels;
};

CrashFreeRun crash_free_run(History const& history, SnapshotRules const& rules) {
    CrashFreeRun run{history, rules, snapshots_before_crash(history), {}};
    auto const end = first_crash(history);
    auto const place_of = [&](Event const* event) {
        if (!event) return unknown;
        auto const place = static_cast<std::size_t>(event - history.events().data());
        return place < end ? place : unknown;
    };
    for (Message& message : messages(history)) {
        if (std::ranges::find(rules.messages, message.event().what) == rules.messages.end())
            continue;
        auto const sent = place_of(message.sent);
        auto const received =
            place_of(message.delivered.empty() ? nullptr : message.delivered.front());
        if (sent == unknown && received == unknown) continue;
        auto const& [from, to, channel, number] = message.name;
        run.channels[{from, to}].emplace(LocalSnapshot::MessageName{channel, number},
                                         Carried{std::move(message), sent, received});
    }
    return run;
}

std::string cut_of(ProcessId p, GlobalSnapshot const& snapshot) {
    return "the cut of " + to_string(p) + " in " + to_string(snapshot.id);
}

/// Those that some process asked for, those without any part included.
std::vector<GlobalSnapshot> requested(History const& history) {
    auto all = snapshots(history);
    for (auto const& started : said(history, &Snapshot::starts))
        if (std::ranges::find(all, started.what(), &GlobalSnapshot::id) == all.end())
            all.push_back({started.what()});
    return all;
}

/// To whom SN1 is promised: everybody, or those whom the news of the cut reaches.
std::set<ProcessId> promised(CrashFreeRun const& run, GlobalSnapshot const& snapshot) {
    std::set<ProcessId> all{snapshot.id.initiator};
    for (ProcessId p : run.history.processes())
        if (run.rules.everywhere) all.insert(p);
    for (auto const& [pair, messages] : run.channels) {
        SnapshotPart const* part = snapshot.part_of(pair.first);
        if (!part) continue;
        bool const reached = std::ranges::any_of(messages, [&](auto const& entry) {
            Carried const& m = entry.second;
            return m.received != unknown && m.sent > part->cut;
        });
        if (reached) all.insert(pair.second);
    }
    return all;
}

// SN1 "If a snapshot is started, every process completes its part": whatever befell it, since a
// crash may well leave it whole.
Finding termination(CrashFreeRun const& run) {
    Finding finding;
    auto const& history = run.history;
    for (GlobalSnapshot const& snapshot : requested(history)) {
        for (ProcessId p : promised(run, snapshot)) {
            finding.premise();
            SnapshotPart const* part = snapshot.part_of(p);
            if (part && part->local) continue;
            finding.fail_at_rest(history, to_string(p) + (part ? " recorded" : " took no part in") +
                                              ' ' + to_string(snapshot.id) +
                                              (part ? ", but never completed its part" : ""));
        }
    }
    return finding;
}

// SN2 "No message is received before the cut and sent after it."
Finding consistency(CrashFreeRun const& run) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : run.snapshots)
        for (auto const& [pair, messages] : run.channels) {
            auto const& [from, to] = pair;
            SnapshotPart const* at_sender = snapshot.part_of(from);
            SnapshotPart const* at_receiver = snapshot.part_of(to);
            if (!at_sender || !at_receiver) continue;
            for (auto const& [name, carried] : messages) {
                if (carried.received == unknown || carried.received > at_receiver->cut) continue;
                finding.premise();
                auto const witness =
                    to_string(carried.message) + " was received before " + cut_of(to, snapshot);
                if (carried.sent == unknown && !run.history.complete(from))
                    finding.leave_open(witness + "; when it was sent is not known");
                else if (carried.sent > at_sender->cut)
                    finding.violate(witness + " and sent after " + cut_of(from, snapshot));
            }
        }
    return finding;
}

/// What a snapshot says of one channel against what the history says of it, for SN3.
class ChannelCheck {
public:
    /// Both ends have completed their parts.
    ChannelCheck(Finding& finding, CrashFreeRun const& run, GlobalSnapshot const& snapshot,
                 Pair pair)
        : finding_{finding},
          run_{run},
          from_{pair.first},
          at_sender_{snapshot.parts.at(pair.first)},
          at_receiver_{snapshot.parts.at(pair.second)},
          recorded_{snapshot.in_flight(pair.first, pair.second)},
          words_{"the channel from " + to_string(pair.first) + " to " + to_string(pair.second) +
                 " in " + to_string(snapshot.id)} {
        if (auto const found = run.channels.find(pair); found != run.channels.end())
            carried_ = &found->second;
    }

    void judge() {
        for (auto recorded = recorded_.begin(); recorded != recorded_.end(); ++recorded) {
            auto const same = [&](RecordedMessage const& m) { return name(m) == name(*recorded); };
            if (std::any_of(recorded_.begin(), recorded, same))
                finding_.violate(recorded->words + " stands twice in " + words_);
            if (auto const* sent = sending_of(*recorded))
                judge_recorded(*recorded, *sent);
            else
                judge_unknown(*recorded);
        }
        judge_missing();
        judge_order();
    }

private:
    static LocalSnapshot::MessageName name(RecordedMessage const& message) {
        return {message.channel, message.number};
    }
    [[nodiscard]] Carried const* sending_of(RecordedMessage const& message) const {
        if (!carried_) return nullptr;
        auto const found = carried_->find(name(message));
        return found == carried_->end() || found->second.sent == unknown ? nullptr : &found->second;
    }
    void judge_recorded(RecordedMessage const& recorded, Carried const& carried) {
        auto const body = view(recorded.body);
        if (!carried.crosses(at_sender_, at_receiver_))
            finding_.violate(carried.text() + " stands in " + words_ +
                             ", but does not cross the cut");
        else if (body.empty() || !std::ranges::equal(body.subspan(1), carried.message.sent->body))
            finding_.violate(recorded.words + " stands in " + words_ + " instead of " +
                             carried.text());
    }
    void judge_unknown(RecordedMessage const& recorded) {
        auto const why = recorded.words + " stands in " + words_ + ", but was never sent";
        if (run_.history.complete(from_))
            finding_.violate(why);
        else
            finding_.leave_open(why + " as far as is known");
    }
    void judge_missing() {
        if (!carried_) return;
        for (auto const& entry : *carried_) {
            Carried const& carried = entry.second;
            if (!carried.crosses(at_sender_, at_receiver_)) continue;
            auto const is_it = [&](RecordedMessage const& m) { return name(m) == entry.first; };
            if (std::ranges::none_of(recorded_, is_it))
                finding_.violate(carried.text() + " crosses the cut, but is missing from " +
                                 words_);
        }
    }
    /// Where the messages that cross it kept their order, so does the record. Where one overtook
    /// another, any order is right.
    void judge_order() {
        std::vector<Carried const*> as_recorded;
        for (RecordedMessage const& message : recorded_)
            if (auto const* carried = sending_of(message)) as_recorded.push_back(carried);
        auto as_sent = as_recorded;
        std::ranges::sort(as_sent, {}, &Carried::sent);
        if (!std::ranges::is_sorted(as_sent, {}, &Carried::received)) return;
        for (std::size_t i = 1; i < as_recorded.size(); ++i)
            if (as_recorded[i]->sent < as_recorded[i - 1]->sent)
                finding_.violate(as_recorded[i]->text() + " stands after " +
                                 as_recorded[i - 1]->text() + " in " + words_ +
                                 ", but was sent before it");
    }

    Finding& finding_;
    CrashFreeRun const& run_;
    ProcessId from_;
    SnapshotPart const& at_sender_;
    SnapshotPart const& at_receiver_;
    std::vector<RecordedMessage> recorded_;
    std::map<LocalSnapshot::MessageName, Carried> const* carried_{nullptr};
    std::string words_;
};

// SN3 "What is recorded of a channel is exactly what crosses the cut", in its order.
Finding channels(CrashFreeRun const& run) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : run.snapshots) {
        auto pairs = snapshot.channels();
        for (auto const& [pair, messages] : run.channels) pairs.insert(pair);
        for (auto const& pair : pairs) {
            SnapshotPart const* at_sender = snapshot.part_of(pair.first);
            SnapshotPart const* at_receiver = snapshot.part_of(pair.second);
            if (!at_sender || !at_receiver || !at_sender->local || !at_receiver->local) continue;
            finding.premise();
            ChannelCheck{finding, run, snapshot, pair}.judge();
        }
    }
    return finding;
}

/// An application tells what it begins with: Bank as every other, whose state `rules.held` reads.
bool begins(Event const& e) {
    using Begins = decltype(Bank::begins);
    return e.kind == Begins::kind && e.what == Begins::name;
}

/// What all processes had when they first began; nothing where that is not known.
std::optional<Holdings> at_first(CrashFreeRun const& run) {
    Holdings sum;
    std::set<ProcessId> known;
    for (Event const& e : run.history.events()) {
        if (!begins(e) || run.history.life_of(e) > 0) continue;
        auto const held = run.rules.held(view(e.body));
        if (!held || !known.insert(e.process).second) return std::nullopt;
        sum += *held;
    }
    if (known.size() < run.history.size()) return std::nullopt;
    return sum;
}

/// Nobody really died: its end, of which the others may tell, is not known.
Assumption nobody_died() {
    return {"that nobody crashes", [](History const& history) -> std::optional<std::string> {
                for (ProcessId p : history.processes())
                    if (auto const since = history.down_since(p); since && !history.complete(p))
                        return to_string(p) + " died at " + to_string(*since);
                return std::nullopt;
            }};
}

/// "money 195, at first 200": what is not as it was.
std::string changes(Holdings const& first, Holdings sum) {
    std::string text;
    for (auto const& [thing, amount] : first) sum[thing] += 0;
    for (auto const& [thing, amount] : sum) {
        auto const found = first.find(thing);
        auto const before = found == first.end() ? 0 : found->second;
        if (amount == before) continue;
        text += (text.empty() ? "" : "; ") + thing + ' ' + std::to_string(amount) + ", at first " +
                std::to_string(before);
    }
    return text;
}

// SN4 "What the application conserves, the snapshot shows undiminished."
Finding conservation(CrashFreeRun const& run) {
    Finding finding;
    auto const n = run.history.size();
    auto const first = at_first(run);
    for (GlobalSnapshot const& snapshot : run.snapshots) {
        if (!snapshot.complete(n)) continue;
        finding.premise();
        Holdings sum;
        bool sense = true;
        auto const add = [&](std::optional<Holdings> const& more) {
            sense = sense && more;
            if (more) sum += *more;
        };
        for (auto const& [p, part] : snapshot.parts) add(run.rules.held(view(part.state.bytes)));
        for (auto const& [p, q] : snapshot.channels())
            for (RecordedMessage const& message : snapshot.in_flight(p, q))
                add(run.rules.carried(view(message.body)));
        auto const id = to_string(snapshot.id);
        if (!sense)
            finding.violate("a state or a message in " + id + " makes no sense");
        else if (!first)
            finding.leave_open("what there was at first is not known");
        else if (auto const change = changes(*first, sum); !change.empty())
            finding.violate(id + " shows " + change);
    }
    return finding;
}

}  // namespace

std::vector<Property> snapshot(SnapshotRules rules) {
    auto const judged_by = [&rules](Finding (*judge)(CrashFreeRun const&)) {
        return [rules, judge](History const& history) {
            return judge(crash_free_run(history, rules));
        };
    };
    // What was recorded before anybody crashed is promised whatever comes later.
    std::vector always{nobody_died(), reliable_channels()};
    if (rules.fifo) always.insert(always.begin(), fifo_channels());
    return assuming(always, {{.id = "SN1",
                              .name = "Termination",
                              .judge = judged_by(termination),
                              .assumes = {nobody_crashes()}},
                             {"SN2", "Consistency", judged_by(consistency)},
                             {"SN3", "Channels", judged_by(channels)},
                             {"SN4", "Conservation", judged_by(conservation)}});
}

}  // namespace conclave::check
