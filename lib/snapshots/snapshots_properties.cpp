#include "snapshots/snapshots_properties.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "check/assumptions.hpp"
#include "check/messages.hpp"
#include "check/said.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/mattern.hpp"
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

/// What a checker of snapshots looks at.
struct View {
    History const& history;
    SnapshotRules const& rules;
    std::vector<GlobalSnapshot> snapshots;
    Channels channels;
};

/// Up to the first crash: a prefix of events in causal order is itself a possible history.
std::size_t horizon(History const& history) {
    auto const& events = history.events();
    return static_cast<std::size_t>(std::ranges::find(events, Event::Kind::crash, &Event::kind) -
                                    events.begin());
}

View look(History const& history, SnapshotRules const& rules) {
    View view{history, rules, snapshots(history), {}};
    auto const end = horizon(history);
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
        view.channels[{from, to}].emplace(LocalSnapshot::MessageName{channel, number},
                                          Carried{std::move(message), sent, received});
    }
    return view;
}

std::string cut_of(ProcessId p, GlobalSnapshot const& snapshot) {
    return "the cut of " + to_string(p) + " in " + to_string(snapshot.id);
}

SnapshotPart const* part_of(GlobalSnapshot const& snapshot, ProcessId p) {
    auto const found = snapshot.parts.find(p);
    return found == snapshot.parts.end() ? nullptr : &found->second;
}

/// Those that some process asked for while nobody had crashed, those without any part included.
std::vector<GlobalSnapshot> requested(View const& view) {
    auto all = view.snapshots;
    for (Event const& e : view.history.events()) {
        if (e.kind == Event::Kind::crash) break;
        auto const started = said(e, &Snapshot::starts);
        if (!started) continue;
        if (std::ranges::find(all, started->what(), &GlobalSnapshot::id) == all.end())
            all.push_back({started->what()});
    }
    return all;
}

/// To whom SN1 is promised: everybody, or those whom the news of the cut reaches.
std::set<ProcessId> promised(View const& view, GlobalSnapshot const& snapshot) {
    std::set<ProcessId> all{snapshot.id.initiator};
    for (ProcessId p : view.history.processes())
        if (view.rules.everywhere) all.insert(p);
    for (auto const& [pair, messages] : view.channels) {
        SnapshotPart const* part = part_of(snapshot, pair.first);
        if (!part) continue;
        bool const reached = std::ranges::any_of(messages, [&](auto const& entry) {
            Carried const& m = entry.second;
            return m.received != unknown && m.sent > part->cut;
        });
        if (reached) all.insert(pair.second);
    }
    return all;
}

// SN1 "If a snapshot is started, every process completes its part."
Finding termination(View const& view) {
    Finding finding;
    auto const& history = view.history;
    for (GlobalSnapshot const& snapshot : requested(view)) {
        if (history.anybody_crashed() && !snapshot.complete(history.size()))
            continue;  // nothing is promised
        for (ProcessId p : promised(view, snapshot)) {
            finding.premise();
            SnapshotPart const* part = part_of(snapshot, p);
            if (part && part->local) continue;
            finding.fail_at_rest(history, to_string(p) + (part ? " recorded" : " took no part in") +
                                              ' ' + to_string(snapshot.id) +
                                              (part ? ", but never completed its part" : ""));
        }
    }
    return finding;
}

// SN2 "No message is received before the cut and sent after it."
Finding consistency(View const& view) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : view.snapshots)
        for (auto const& [pair, messages] : view.channels) {
            auto const& [from, to] = pair;
            SnapshotPart const* at_sender = part_of(snapshot, from);
            SnapshotPart const* at_receiver = part_of(snapshot, to);
            if (!at_sender || !at_receiver) continue;
            for (auto const& [name, carried] : messages) {
                if (carried.received == unknown || carried.received > at_receiver->cut) continue;
                finding.premise();
                auto const witness =
                    to_string(carried.message) + " was received before " + cut_of(to, snapshot);
                if (carried.sent == unknown && !view.history.complete(from))
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
    ChannelCheck(Finding& finding, View const& view, GlobalSnapshot const& snapshot, Pair pair)
        : finding_{finding},
          view_{view},
          from_{pair.first},
          at_sender_{snapshot.parts.at(pair.first)},
          at_receiver_{snapshot.parts.at(pair.second)},
          recorded_{snapshot.in_flight(pair.first, pair.second)},
          words_{"the channel from " + to_string(pair.first) + " to " + to_string(pair.second) +
                 " in " + to_string(snapshot.id)} {
        if (auto const found = view.channels.find(pair); found != view.channels.end())
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
        auto const body = conclave::view(recorded.body);
        if (!carried.crosses(at_sender_, at_receiver_))
            finding_.violate(carried.text() + " stands in " + words_ +
                             ", but does not cross the cut");
        else if (body.empty() || !std::ranges::equal(body.subspan(1), carried.message.sent->body))
            finding_.violate(recorded.words + " stands in " + words_ + " instead of " +
                             carried.text());
    }
    void judge_unknown(RecordedMessage const& recorded) {
        auto const why = recorded.words + " stands in " + words_ + ", but was never sent";
        if (view_.history.complete(from_))
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
    View const& view_;
    ProcessId from_;
    SnapshotPart const& at_sender_;
    SnapshotPart const& at_receiver_;
    std::vector<RecordedMessage> recorded_;
    std::map<LocalSnapshot::MessageName, Carried> const* carried_{nullptr};
    std::string words_;
};

// SN3 "What is recorded of a channel is exactly what crosses the cut", in its order.
Finding channels(View const& view) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : view.snapshots) {
        auto pairs = snapshot.channels();
        for (auto const& [pair, messages] : view.channels) pairs.insert(pair);
        for (auto const& pair : pairs) {
            SnapshotPart const* at_sender = part_of(snapshot, pair.first);
            SnapshotPart const* at_receiver = part_of(snapshot, pair.second);
            if (!at_sender || !at_receiver || !at_sender->local || !at_receiver->local) continue;
            finding.premise();
            ChannelCheck{finding, view, snapshot, pair}.judge();
        }
    }
    return finding;
}

/// An application tells what it begins with: Bank as every other, whose state `rules.held` reads.
bool begins(Event const& e) {
    using Begins = decltype(Bank::begins);
    return e.kind == Begins::kind && e.what == Begins::name;
}

/// What all processes had when they began; nothing where that is not known.
std::optional<Holdings> at_first(View const& view) {
    Holdings sum;
    std::set<ProcessId> known;
    for (Event const& e : view.history.events()) {
        if (!begins(e)) continue;
        auto const held = view.rules.held(conclave::view(e.body));
        if (!held || !known.insert(e.process).second) return std::nullopt;
        sum += *held;
    }
    if (known.size() < view.history.size()) return std::nullopt;
    return sum;
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
Finding conservation(View const& view) {
    Finding finding;
    auto const n = view.history.size();
    auto const first = at_first(view);
    for (GlobalSnapshot const& snapshot : view.snapshots) {
        if (!snapshot.complete(n)) continue;
        finding.premise();
        Holdings sum;
        bool sense = true;
        auto const add = [&](std::optional<Holdings> const& more) {
            sense = sense && more;
            if (more) sum += *more;
        };
        for (auto const& [p, part] : snapshot.parts)
            add(view.rules.held(conclave::view(part.state.bytes)));
        for (auto const& [p, q] : snapshot.channels())
            for (RecordedMessage const& message : snapshot.in_flight(p, q))
                add(view.rules.carried(conclave::view(message.body)));
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

/// The most markers of one snapshot that any process sent to any other.
double most_on_a_channel(History const& history) {
    std::map<std::tuple<ProcessId, ProcessId, Bytes>, double> sent;
    double most = 0;
    for (Event const* e : check::sent<ChandyLamport::Marker>(history))
        most = std::max(most, ++sent[{e->process, e->peer, e->body}]);
    return most;
}

/// How often a snapshot was started, in words, and how control messages relate to their formula.
struct Starts {
    explicit Starts(History const& history) : count{started_snapshots(history).size()} {
        auto const complete = std::ranges::count_if(
            snapshots(history),
            [&](GlobalSnapshot const& s) { return s.complete(history.size()); });
        // What a snapshot that got stuck has not sent is no fault of the formula, and what a
        // process that crashed and came back sends again is none of its own.
        bool const whole = static_cast<std::size_t>(complete) == count;
        relation = whole ? "=" : history.anybody_crashed() ? "~" : "<=";
        of = "of " + std::to_string(count) + " snapshot" + (count == 1 ? "" : "s");
    }
    std::size_t count;
    std::string relation;
    std::string of;  // "of 3 snapshots"
};

double control_messages(net::Outcome const& outcome) {
    return static_cast<double>(outcome.traffic.sent(type_name<ChandyLamport::Marker>()) +
                               outcome.traffic.sent(type_name<Mattern::Token>()));
}

}  // namespace

bool GlobalSnapshot::complete(std::uint32_t n) const { return completed_by().size() == n; }

std::vector<ProcessId> GlobalSnapshot::completed_by() const {
    std::vector<ProcessId> all;
    for (auto const& [p, part] : parts)
        if (part.local) all.push_back(p);
    return all;
}

std::set<GlobalSnapshot::Route> GlobalSnapshot::channels() const {
    std::set<Route> all;
    for (auto const& [p, part] : parts) {
        if (!part.local) continue;
        for (auto const& [from, kept] : part.local->in_flight) all.emplace(from, p);
        for (auto const& [to, sent] : part.local->sent) all.emplace(p, to);
    }
    return all;
}

std::vector<RecordedMessage> GlobalSnapshot::in_flight(ProcessId p, ProcessId q) const {
    SnapshotPart const* at_p = part_of(*this, p);
    SnapshotPart const* at_q = part_of(*this, q);
    if (!at_p || !at_q || !at_p->local || !at_q->local) return {};
    return conclave::in_flight(p, *at_p->local, q, *at_q->local);
}

std::vector<GlobalSnapshot> snapshots(History const& history) {
    std::vector<GlobalSnapshot> all;
    auto const end = horizon(history);
    for (std::size_t i = 0; i < end; ++i) {
        Event const& e = history.events()[i];
        auto const of = [&](SnapshotId id) {
            auto const found = std::ranges::find(all, id, &GlobalSnapshot::id);
            return found == all.end() ? all.insert(all.end(), GlobalSnapshot{id}) : found;
        };
        if (auto told = said(e, &Snapshot::recorded)) {
            auto& [id, state] = told->values;
            SnapshotPart part{.cut = i, .recorded_at = e.time, .state = std::move(state)};
            of(id)->parts.try_emplace(e.process, std::move(part));
        } else if (auto ended = said(e, &Snapshot::completed)) {
            auto& [id, local] = ended->values;
            auto& parts = of(id)->parts;
            auto const part = parts.find(e.process);
            if (part == parts.end() || part->second.local) continue;
            part->second.local = std::move(local);
            part->second.completed_at = e.time;
        }
    }
    return all;
}

std::set<SnapshotId> started_snapshots(History const& history) {
    std::set<SnapshotId> all;
    for (auto const& started : said(history, &Snapshot::starts)) all.insert(started.what());
    for (auto const& cut : said(history, &Snapshot::recorded)) all.insert(cut.what());
    return all;
}

std::vector<Property> snapshot(SnapshotRules rules) {
    auto const judged_by = [&rules](Finding (*judge)(View const&)) {
        return [rules, judge](History const& history) { return judge(look(history, rules)); };
    };
    std::vector assumptions{nobody_crashes(), reliable_channels()};
    if (rules.fifo) assumptions.insert(assumptions.begin(), fifo_channels());
    return assuming(assumptions, {{"SN1", "Termination", judged_by(termination)},
                                  {"SN2", "Consistency", judged_by(consistency)},
                                  {"SN3", "Channels", judged_by(channels)},
                                  {"SN4", "Conservation", judged_by(conservation)}});
}

Latency snapshot_time(History const& history) {
    Latency latency{.what = "start of a snapshot to its completion everywhere"};
    for (GlobalSnapshot const& snapshot : snapshots(history)) {
        auto const start = snapshot.parts.find(snapshot.id.initiator);
        if (!snapshot.complete(history.size()) || start == snapshot.parts.end()) continue;
        Time end{};
        for (auto const& [p, part] : snapshot.parts) end = std::max(end, part.completed_at);
        latency.samples.push_back(std::max(Duration::zero(), end - start->second.recorded_at));
    }
    return latency;
}

std::vector<TheoryRow> chandy_lamport_messages(History const& history, net::Outcome const& outcome,
                                               Topology const& topology) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    auto const channels = static_cast<double>(topology.channels());
    auto formula = std::string{topology.formula()};
    if (topology.kind() == Topology::Kind::random)
        formula += ", m = " + std::to_string(topology.channels() / 2) + ',';
    return {{"markers " + starts.of, control_messages(outcome), starts.relation,
             static_cast<double>(starts.count) * channels, formula + " each"},
            {"markers of one snapshot on one channel", most_on_a_channel(history), starts.relation,
             1, "one on each"}};
}

std::vector<TheoryRow> lai_yang_messages(History const& history, net::Outcome const& outcome,
                                         Topology const&) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    return {{"control messages " + starts.of, control_messages(outcome), "=", 0,
             "none: the application's messages tell"}};
}

std::vector<TheoryRow> mattern_messages(History const& history, net::Outcome const& outcome,
                                        Topology const&) {
    Starts const starts{history};
    if (starts.count == 0) return {};
    auto const count = static_cast<double>(starts.count);
    return {{"tokens " + starts.of, control_messages(outcome), starts.relation,
             count * 2 * history.size(), "2n each"}};
}

}  // namespace conclave::check
