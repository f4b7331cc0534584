#include "snapshots/snapshots_properties.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace conclave::check {
namespace {

constexpr std::size_t unknown = SIZE_MAX;

/// A message of the application: where its sending and its receipt stand in the history.
struct Message {
    std::size_t sent{unknown};
    std::size_t received{unknown};
    Event const* event{nullptr};  // of the sending, where that is known

    [[nodiscard]] std::string text() const {
        return event->what + '(' + event->arguments() + ") #" + std::to_string(event->number);
    }
};
/// By (from, to), channel and number.
using Pair = std::pair<ProcessId, ProcessId>;
using Messages = std::map<Pair, std::map<LocalSnapshot::MessageName, Message>>;

/// What a checker of snapshots looks at.
struct View {
    History const& history;
    SnapshotRules const& rules;
    std::vector<GlobalSnapshot> snapshots;
    Messages messages;
};

/// What an indication of this name says of which snapshot.
template <class About>
std::optional<std::tuple<SnapshotId, About>> told_by(Event const& e, std::string_view name) {
    if (e.kind != Event::Kind::indication || e.what != name) return std::nullopt;
    return decode<std::tuple<SnapshotId, About>>(view(e.body));
}

/// Up to the first crash: a prefix of events in causal order is itself a possible history.
std::size_t horizon(History const& history) {
    auto const& events = history.events();
    return static_cast<std::size_t>(std::ranges::find(events, Event::Kind::crash, &Event::kind) -
                                    events.begin());
}

View look(History const& history, SnapshotRules const& rules) {
    View view{history, rules, snapshots(history), {}};
    auto const end = horizon(history);
    for (std::size_t i = 0; i < end; ++i) {
        Event const& e = history.events()[i];
        bool const send = e.kind == Event::Kind::send;
        if (!send && e.kind != Event::Kind::receive) continue;
        if (std::ranges::find(rules.messages, e.what) == rules.messages.end()) continue;
        Pair const pair = send ? Pair{e.process, e.peer} : Pair{e.peer, e.process};
        Message& message = view.messages[pair][{e.channel, e.number}];
        if (send || !message.event) message.event = &e;
        std::size_t& place = send ? message.sent : message.received;
        if (place == unknown) place = i;
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

/// To whom SN1 is promised: everybody, or those whom the news of the cut reaches.
std::set<ProcessId> promised(View const& view, GlobalSnapshot const& snapshot) {
    std::set<ProcessId> all{snapshot.id.initiator};
    for (ProcessId p : view.history.processes())
        if (view.rules.everywhere) all.insert(p);
    for (auto const& [pair, messages] : view.messages) {
        SnapshotPart const* part = part_of(snapshot, pair.first);
        if (!part) continue;
        bool const reached = std::ranges::any_of(messages, [&](auto const& entry) {
            Message const& m = entry.second;
            return m.received != unknown && m.sent > part->cut;
        });
        if (reached) all.insert(pair.second);
    }
    return all;
}

Finding termination(View const& view) {
    Finding finding;
    auto const& history = view.history;
    for (GlobalSnapshot const& snapshot : view.snapshots) {
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

Finding consistency(View const& view) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : view.snapshots)
        for (auto const& [pair, messages] : view.messages) {
            auto const& [from, to] = pair;
            SnapshotPart const* at_sender = part_of(snapshot, from);
            SnapshotPart const* at_receiver = part_of(snapshot, to);
            if (!at_sender || !at_receiver) continue;
            for (auto const& [name, message] : messages) {
                if (message.received == unknown || message.received > at_receiver->cut) continue;
                finding.premise();
                auto const witness = message.text() + " from " + to_string(from) + " to " +
                                     to_string(to) + " was received before " + cut_of(to, snapshot);
                if (message.sent == unknown && !view.history.complete(from))
                    finding.leave_open(witness + "; when it was sent is not known");
                else if (message.sent > at_sender->cut)
                    finding.violate(witness + " and sent after " + cut_of(from, snapshot));
            }
        }
    return finding;
}

/// Of one channel that carried messages at all.
void judge_channel(Finding& finding, View const& view, GlobalSnapshot const& snapshot, Pair pair) {
    auto const& [from, to] = pair;
    auto const channel = "the channel from " + to_string(from) + " to " + to_string(to) + " in " +
                         to_string(snapshot.id);
    static std::map<LocalSnapshot::MessageName, Message> const none;
    std::map<LocalSnapshot::MessageName, RecordedMessage> recorded;
    for (RecordedMessage& message : snapshot.in_flight(from, to)) {
        LocalSnapshot::MessageName const name{message.channel, message.number};
        if (!recorded.emplace(name, message).second)
            finding.violate(message.words + " stands twice in " + channel);
    }
    auto const sent_before = snapshot.parts.at(from).cut;
    auto const received_before = snapshot.parts.at(to).cut;
    auto const carried = view.messages.find(pair);
    for (auto const& [name, message] : carried == view.messages.end() ? none : carried->second) {
        if (message.sent == unknown) continue;
        auto const kept = recorded.find(name);
        bool const was_kept = kept != recorded.end();
        auto const text = message.text();
        if (message.sent > sent_before || message.received < received_before) {
            if (was_kept)
                finding.violate(text + " stands in " + channel + ", but does not cross the cut");
        } else if (!was_kept) {
            finding.violate(text + " crosses the cut, but is missing from " + channel);
        } else if (auto const body = conclave::view(kept->second.body);
                   body.empty() || !std::ranges::equal(body.subspan(1), message.event->body)) {
            finding.violate(kept->second.words + " stands in " + channel + " instead of " + text);
        }
        if (was_kept) recorded.erase(kept);
    }
    for (auto const& [name, message] : recorded) {
        auto const why = message.words + " stands in " + channel + ", but was never sent";
        if (view.history.complete(from))
            finding.violate(why);
        else
            finding.leave_open(why + " as far as is known");
    }
}

Finding channels(View const& view) {
    Finding finding;
    for (GlobalSnapshot const& snapshot : view.snapshots) {
        auto pairs = snapshot.channels();
        for (auto const& [pair, messages] : view.messages) pairs.insert(pair);
        for (auto const& pair : pairs) {
            SnapshotPart const* at_sender = part_of(snapshot, pair.first);
            SnapshotPart const* at_receiver = part_of(snapshot, pair.second);
            if (!at_sender || !at_receiver || !at_sender->local || !at_receiver->local) continue;
            finding.premise();
            judge_channel(finding, view, snapshot, pair);
        }
    }
    return finding;
}

/// What all processes had when they began; nothing where that is not known.
std::optional<Holdings> at_first(View const& view) {
    Holdings sum;
    std::set<ProcessId> known;
    for (Event const& e : view.history.events()) {
        if (e.kind != Event::Kind::indication || e.what != "begins") continue;
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
    for (Event const& e : history.events())
        if (e.kind == Event::Kind::send && e.what == "Marker")
            most = std::max(most, ++sent[{e.process, e.peer, e.body}]);
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
    return static_cast<double>(outcome.traffic.sent("Marker") + outcome.traffic.sent("Token"));
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
        if (auto told = told_by<AppState>(e, "recorded")) {
            auto& [id, state] = *told;
            SnapshotPart part{.cut = i, .recorded_at = e.time, .state = std::move(state)};
            of(id)->parts.try_emplace(e.process, std::move(part));
        } else if (auto ended = told_by<LocalSnapshot>(e, "completed")) {
            auto& [id, local] = *ended;
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
    for (Event const& e : history.events())
        if (auto const told = told_by<AppState>(e, "recorded")) all.insert(std::get<0>(*told));
    return all;
}

std::vector<Property> snapshot(SnapshotRules rules) {
    auto const judged_by = [&rules](Finding (*judge)(View const&)) {
        return [rules, judge](History const& history) { return judge(look(history, rules)); };
    };
    return {{"SN1", "Termination", judged_by(termination)},
            {"SN2", "Consistency", judged_by(consistency)},
            {"SN3", "Channels", judged_by(channels)},
            {"SN4", "Conservation", judged_by(conservation)}};
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
