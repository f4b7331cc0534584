#include "check/atomic_register.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace conclave::check {
namespace {

/// "p1's read #2 of 5 (10 ms to 20 ms)"
std::string text(RegisterOperation const& op) {
    if (!op.invoked) return "the beginning with " + op.shown;
    return to_string(op.invoked->process) + "'s " + op.invoked->what + " #" +
           std::to_string(op.invoked->number) + " of " + op.shown + " (" +
           to_string(op.invoked->time) + " to " +
           (op.responded ? to_string(op.responded->time) : "no end") + ')';
}

Time begin_of(RegisterOperation const& op) { return op.invoked ? op.invoked->time : Time::min(); }
Time end_of(RegisterOperation const& op) {
    if (!op.invoked) return Time::min();
    return op.responded ? op.responded->time : never;
}

/// The write of a value and the reads that returned it. In any order of all operations that a
/// register can have, they stand together.
struct Cluster {
    RegisterOperation const* write{nullptr};
    std::vector<RegisterOperation const*> reads{};
    RegisterOperation const* first_to_end{nullptr};
    RegisterOperation const* last_to_begin{nullptr};

    void add(RegisterOperation const& op) {
        if (op.writes)
            write = &op;
        else
            reads.push_back(&op);
        if (!first_to_end || end_of(op) < end_of(*first_to_end)) first_to_end = &op;
        if (!last_to_begin || begin_of(op) > begin_of(*last_to_begin)) last_to_begin = &op;
    }
};

/// One operation came before another in real time, as far as the clocks of the machines can tell.
class RealTime {
public:
    explicit RealTime(History const& history) : doubt_{history.time_doubt(history.ended_at())} {}
    [[nodiscard]] bool before(RegisterOperation const& a, RegisterOperation const& b) const {
        if (end_of(a) == Time::min()) return begin_of(b) != Time::min();
        return end_of(a) != never && end_of(a) + doubt_ < begin_of(b);
    }

private:
    Duration doubt_;
};

/// What is wrong with the reads of one value, whatever the others did.
void judge_reads(History const& history, Cluster const& cluster, RealTime const& real,
                 Finding& finding) {
    bool const all_known =
        std::ranges::all_of(history.processes(), [&](ProcessId p) { return history.complete(p); });
    for (RegisterOperation const* read : cluster.reads) {
        if (!cluster.write && all_known)
            finding.violate(text(*read) + " returned what nobody wrote");
        else if (!cluster.write)
            finding.leave_open(text(*read) + " returned what nobody wrote, as far as is known");
        else if (real.before(*read, *cluster.write))
            finding.violate(text(*read) + " ended before " + text(*cluster.write) + " began");
    }
}

/// Theorem 4.1: there is an order if and only if no two clusters must each come before the other.
void judge_pairs(std::vector<Cluster const*> clusters, RealTime const& real, Finding& finding) {
    auto const before = [&](Cluster const& a, Cluster const& b) {
        return real.before(*a.first_to_end, *b.last_to_begin);
    };
    std::ranges::sort(clusters, {}, [](Cluster const* c) { return end_of(*c->first_to_end); });
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        Cluster const& a = *clusters[i];
        // Only who ends something before a's last operation begins can have to come before a.
        for (std::size_t j = i + 1; j < clusters.size() && before(*clusters[j], a); ++j) {
            Cluster const& b = *clusters[j];
            if (before(a, b))
                finding.violate(text(*a.first_to_end) + " ended before " + text(*b.last_to_begin) +
                                " began, and " + text(*b.first_to_end) + " before " +
                                text(*a.last_to_begin) + ": neither value can be the older one");
        }
    }
}

}  // namespace

Finding atomicity(History const& history, std::vector<RegisterOperation> const& operations,
                  Bytes const& initial) {
    Finding finding;
    RealTime const real{history};
    RegisterOperation beginning{.writes = true, .value = initial};
    std::map<Bytes, Cluster> clusters;
    clusters[initial].add(beginning);
    for (RegisterOperation const& op : operations) {
        finding.premise();
        if (op.value == initial) beginning.shown = op.shown;
        Cluster& cluster = clusters[op.value];
        if (op.writes && cluster.write)
            finding.leave_open(text(op) + " and " + text(*cluster.write) +
                               " wrote the same: who read it cannot be told apart");
        cluster.add(op);
    }
    if (finding.verdict() != Verdict::holds) return finding;

    std::vector<Cluster const*> matter;
    for (auto const& [value, cluster] : clusters) {
        judge_reads(history, cluster, real, finding);
        // A write without an end that nobody read does not appear to have been invoked at all.
        bool const appears =
            !cluster.reads.empty() || !cluster.write->invoked || cluster.write->responded;
        if (cluster.write && appears) matter.push_back(&cluster);
    }
    judge_pairs(std::move(matter), real, finding);
    return finding;
}

}  // namespace conclave::check
